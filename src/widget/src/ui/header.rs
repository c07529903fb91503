//! Whose chat it is, how it stands, the way out, and one sentence when words do not go through.

use leptos::prelude::With as _;
use web_sys::{Document, HtmlElement};

use super::Chat;
use super::page::{follow, part};
use crate::link::Standing;
use crate::shell::Scene;
use crate::words;

/// Binds the chat's top lines.
pub(super) fn bind(document: &Document, chat: &Chat) -> Option<()> {
    let view = chat.view;
    let name = &chat.site_name;
    part::<HtmlElement>(document, "title")?.0.set_text_content(Some(name));
    part::<HtmlElement>(document, "greeted")?.0.set_text_content(Some(name));
    part::<HtmlElement>(document, "monogram")?.0.set_text_content(Some(&words::initials(name)));

    let status = part::<HtmlElement>(document, "status")?;
    status.says(move || view.scene.with(|scene| words::status(&scene.standing).to_owned()));
    follow(Box::new(move || {
        status.0.set_class_name(view.scene.with(|scene| match scene.standing {
            Standing::Connected => "status is-connected",
            Standing::Connecting => "status",
            _ => "status is-away",
        }));
    }));

    let close = part::<HtmlElement>(document, "close")?;
    close.is_there_while(move || view.scene.with(|scene| scene.has_host));
    let shell = chat.shell.clone();
    close.on("click", move |_| shell.close());

    let trouble = move || view.scene.with(Scene::trouble);
    part::<HtmlElement>(document, "banner")?.is_there_while(move || trouble().is_some());
    part::<HtmlElement>(document, "trouble")?.says(move || trouble().unwrap_or_default());
    Some(())
}
