//! How somebody gets a text into a field.

use anyhow::Result;
use thirtyfour::{Key, WebElement};

use crate::browser::Browser;

/// Types a text, or pastes it when it holds what no key of the driver's types: a new line would send, and signs beyond
/// the first 65,536 are refused.
pub(super) async fn type_into(browser: &Browser, field: &WebElement, text: &str) -> Result<()> {
    let has_key = |sign: char| !sign.is_control() && sign < '\u{e000}';
    if text.chars().all(has_key) {
        return Ok(field.send_keys(text).await?);
    }
    field.focus().await?;
    browser
        .runs("return document.execCommand('insertText', false, arguments[0])", vec![text.into()])
        .await
        .map(|_was_done: bool| ())
}

/// Presses Enter.
pub(super) async fn send(field: &WebElement) -> Result<()> {
    Ok(field.send_keys(Key::Return + "").await?)
}
