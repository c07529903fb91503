//! What a visitor does on the page itself, with a real pointer and keyboard.

use anyhow::{Context as _, Result, bail};
use thirtyfour::{By, Key, WebElement};

use super::{Visitor, until};

impl Visitor {
    /// Goes to another page by the site's own menu, and arrives.
    pub(crate) async fn walks_to(&self, name: &str) -> Result<()> {
        self.hand.lock().await.tick().await;
        let link = until(&format!("a link {name:?} in the menu"), || async {
            for link in self.browser.driver.find_all(By::Css("nav a")).await? {
                if link.is_displayed().await? && link.text().await?.trim() == name {
                    return Ok(Some(link));
                }
            }
            Ok(None)
        })
        .await?;
        let to = link.prop("href").await?.context("the link leads nowhere")?;
        // A menu that scrolled out of sight may lie under the page's bar, where no click reaches it.
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.driver.execute(script, vec![link.to_json()?]).await?;
        link.click().await?;
        until(&format!("the page {to}"), || async {
            let script = "return document.readyState === 'complete' && location.href === arguments[0]";
            let is_there: bool =
                self.browser.driver.execute(script, vec![to.clone().into()]).await?.convert()?;
            Ok(is_there.then_some(()))
        })
        .await
    }

    /// Comes to an address of the site, as by a bookmark.
    pub(crate) async fn comes_to(&self, path: &str) -> Result<()> {
        self.browser.driver.enter_default_frame().await?;
        Ok(self.browser.driver.goto(format!("{}{path}", self.site)).await?)
    }

    /// Waits until the page has answered the button that was pressed.
    pub(crate) async fn is_answered(&self, button: &str) -> Result<()> {
        until(&format!("the answer to {button:?}"), || async {
            let script = "return [...document.querySelectorAll('button[aria-busy=true]')]
                .every(it => it.textContent.trim() !== arguments[0])";
            let is_idle: bool = self.browser.driver.execute(script, vec![button.into()]).await?.convert()?;
            Ok(is_idle.then_some(()))
        })
        .await
    }

    /// Clicks something that need not be a button, several times in quick succession: as fast as still is a try each to
    /// the story, which takes anything faster for a double click.
    pub(crate) async fn clicks(&self, css: &str, times: usize) -> Result<()> {
        let it = self.browser.finds(css).await?;
        let script = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' })";
        self.browser.driver.execute(script, vec![it.to_json()?]).await?;
        let driver = &self.browser.driver;
        driver.action_chain().move_to_element_center(&it).perform().await?;
        for _ in 0..times {
            self.hand.lock().await.tick().await;
            driver.action_chain().click().perform().await?;
        }
        Ok(())
    }

    /// Writes into a field what it is to hold.
    pub(crate) async fn writes(&self, css: &str, words: &str) -> Result<()> {
        let field = self.browser.finds(css).await?;
        field.clear().await?;
        Ok(field.send_keys(words).await?)
    }

    /// Chooses from a list, once it may be chosen from.
    pub(crate) async fn chooses(&self, css: &str, option: &str) -> Result<()> {
        let list = until(&format!("a list {css} to choose from"), || async {
            let list = self.browser.finds(css).await?;
            Ok(list.is_enabled().await?.then_some(list))
        })
        .await?;
        option_of(&list, option).await?.click().await?;
        Ok(())
    }

    /// Waits until a list shows this option as the chosen one.
    pub(crate) async fn finds_chosen(&self, css: &str, option: &str) -> Result<()> {
        until(&format!("{option:?} chosen in {css}"), || async {
            let list = self.browser.finds(css).await?;
            let is_chosen = list.is_enabled().await? && option_of(&list, option).await?.is_selected().await?;
            Ok(is_chosen.then_some(()))
        })
        .await
    }

    /// Waits until words have gone from the page.
    pub(crate) async fn sees_no_more(&self, words: &str) -> Result<()> {
        until(&format!("{words:?} gone from the page"), || async {
            let texts = self.browser.texts("main").await?;
            Ok((!texts.concat().contains(words)).then_some(()))
        })
        .await
    }

    /// Waits for a button of this name, which is not pressed.
    pub(crate) async fn finds_on_the_page(&self, name: &str) -> Result<WebElement> {
        until(&format!("a button {name:?}"), || async {
            for button in self.browser.driver.find_all(By::Css("button")).await? {
                let label = button.attr("aria-label").await?;
                let is_it = label.as_deref() == Some(name) || button.text().await?.trim() == name;
                if is_it && button.is_displayed().await? {
                    return Ok(Some(button));
                }
            }
            Ok(None)
        })
        .await
    }

    /// Goes to a button by keyboard and strikes Enter.
    pub(crate) async fn strikes_enter_on(&self, name: &str) -> Result<()> {
        Ok(self.finds_on_the_page(name).await?.send_keys(Key::Enter + "").await?)
    }

    /// Strikes Escape wherever the focus is.
    pub(crate) async fn strikes_escape(&self) -> Result<()> {
        Ok(self.browser.driver.active_element().await?.send_keys(Key::Escape + "").await?)
    }
}

async fn option_of(list: &WebElement, name: &str) -> Result<WebElement> {
    for option in list.find_all(By::Css("option")).await? {
        if option.text().await?.trim() == name {
            return Ok(option);
        }
    }
    bail!("the list has no {name:?}")
}
