//! Visitors who type into the real widget in Chromium, and the agent who watches in a real console.

mod console;
mod keys;
mod visitor;

use anyhow::{Context as _, Result};
use record::ConversationId;
use tokio::sync::Mutex;

use super::conversations::{Recorded, Speaker};
use super::journal::Entry;
use super::people::House;
use super::waits::Waits;
use super::{Desk, wait_for};
use crate::browser::Driver;
use crate::device;
use crate::tools::Tools;
use console::Console;
use visitor::Visitor;

/// Everything that the browsers of a replay share.
pub(crate) struct Browsers {
    tools: Tools,
    driver: Driver,
    /// The page that the widget is on.
    page: String,
    /// One agent, who looks at one conversation at a time.
    console: Mutex<Console>,
}

impl Browsers {
    /// Starts the driver, and signs the agent in.
    pub(crate) async fn open(tools: &Tools, page: &str, desk: &Desk) -> Result<Self> {
        let driver = Driver::of_chromium(tools.chromedriver.as_deref()).await?;
        let console = Console::open(&driver, tools, desk).await?;
        Ok(Self { tools: tools.clone(), driver, page: page.to_owned(), console: Mutex::new(console) })
    }

    /// Plays one conversation as a visitor with a browser of their own, and gives the id it got.
    pub(crate) async fn play(
        &self,
        house: &House,
        recorded: &Recorded,
        speed: f64,
        waits: &Waits,
    ) -> Result<ConversationId> {
        // The agent's screen calls the visitor by it, and it is nobody else's.
        let name = format!("Visitor {}", device::record_id()?);
        let visitor = Visitor::arrive(&self.driver, &self.tools, &self.page, &name).await?;
        let mut conversation = None;
        let mut said = 0;
        for turn in &recorded.turns {
            wait_for(turn, speed).await;
            match (turn.speaker, conversation) {
                (Speaker::Customer, None) => {
                    visitor.writes(&turn.text).await?;
                    visitor.sends().await?;
                    let conversation_id = house.conversation_of(&name).await?;
                    let recorded = recorded.id.clone();
                    house.journal.note(&Entry::Began { recorded, conversation_id })?;
                    conversation = Some(conversation_id);
                    said += 1;
                }
                (Speaker::Customer, Some(id)) => {
                    visitor.writes(&turn.text).await?;
                    let console = self.console.lock().await;
                    console.opens(id, said).await?;
                    console.looks_out(id, said + 1).await?;
                    let sent_at_ms = visitor.sends().await?;
                    let painted_at_ms = console.has_painted().await?;
                    drop(console);
                    said += 1;
                    waits.painted(painted_at_ms - sent_at_ms).await;
                }
                (Speaker::Agent, Some(id)) => {
                    let console = self.console.lock().await;
                    console.opens(id, said).await?;
                    console.replies(&turn.text).await?;
                    drop(console);
                    visitor.gets().await?;
                }
                // Nobody can answer a visitor who has not written yet; the file is compared without such a turn.
                (Speaker::Agent, None) => {}
            }
            waits.said_one();
        }
        visitor.leaves().await?;
        conversation.context("nobody has said anything")
    }

    /// Closes the agent's browser.
    pub(crate) async fn close(self) -> Result<()> {
        self.console.into_inner().closes().await
    }
}
