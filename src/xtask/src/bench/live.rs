//! From the moment a visitor sends until the agent's browser has painted it.

use std::collections::VecDeque;
use std::time::Duration;

use anyhow::{Result, bail};
use futures_util::future::try_join_all;
use tokio::sync::Mutex;

use super::clients;
use super::row::{Budget, Row};
use super::{Name, Report, Stage};
use crate::figures::{percentile, with_unit};
use crate::paths;
use crate::replay::{Browsers, House, Player, Premises, Recorded, Speaker, Turn, Waits};

/// Conversations that are live at once: the budget's own.
const LIVE: usize = 50;

/// Visitors among them who have a browser. Two and the console are what two cores can draw.
const BROWSERS: usize = 2;

/// Turns of each visitor with a browser.
const TURNS: usize = 30;

/// Between two turns of a conversation, as long as somebody reads and types.
const GAP: Duration = Duration::from_secs(4);

const P95_MS_AT_MOST: f64 = 150.0;

const METHOD: &str = "Fifty conversations are live on one server: forty-eight over the sockets, a turn every four seconds \
    each, and two whose visitors type into the real widget in Chromium on the demo's host page, while an agent watches \
    their conversations in a real console in a third Chromium, and answers there. The time runs from the key that sends \
    (the event's own time stamp in the frame) to the first animation frame after the one in which the turn stood in \
    sight in the console, by the machine's clock, which all browsers share. The turn that opens a conversation is not \
    counted: nobody can watch it yet.";

pub(super) async fn run(stage: &Stage) -> Result<Report> {
    let (live, browsers_count) = (stage.of(LIVE, 6), stage.of(BROWSERS, 1));
    let folder = paths::target().join("bench").join(format!("live-{}", std::process::id()));
    let premises = Premises::open(stage.binary.clone(), folder)?;
    let desk = premises.desk();
    let house = House::open(&desk.origin, &desk.site, &desk.email, &desk.password).await?;
    let browsers = Browsers::open(&stage.tools, &premises.page(), desk).await?;
    let texts = clients::texts()?;

    let waits = Waits::default();
    let typed = Mutex::new(conversations(&texts, browsers_count, stage.of(TURNS, 2)));
    // More than can be said until those in the browsers are done.
    let spoken = Mutex::new(conversations(&texts, live * 20, 8));
    let player = |browsers| Player { house: &house, browsers, speed: 1.0, waits: &waits };
    let in_browsers = (0..browsers_count).map(|_| player(Some(&browsers)).plays_from(&typed));
    let over_sockets = (browsers_count..live).map(|_| player(None).plays_from(&spoken));
    tokio::select! {
        played = try_join_all(in_browsers) => drop(played?),
        played = try_join_all(over_sockets) => {
            played?;
            bail!("the other conversations ended before those in the browsers");
        }
    }
    browsers.close().await?;
    premises.close()?;
    let (socket_ms, painted_ms) = waits.into_ms();
    let ms = |figures: &[f64], percent| with_unit(percentile(figures, percent), "ms");
    Ok(Report {
        bench: Name::Live.to_string(),
        title: format!("A visitor's send to the agent's screen, {live} conversations live"),
        method: METHOD.to_owned(),
        rows: vec![Row {
            what: "sent to painted in the console, p95".to_owned(),
            budget: Budget::AtMost(P95_MS_AT_MOST),
            unit: "ms".to_owned(),
            repeats: vec![percentile(&painted_ms, 95)],
            beside: format!("{} sends; p50 {}", painted_ms.len(), ms(&painted_ms, 50)),
        }],
        figures: vec![
            ("the slowest of them".to_owned(), ms(&painted_ms, 100)),
            ("sent to the agent's socket, without browsers, p50".to_owned(), ms(&socket_ms, 50)),
            ("sent to the agent's socket, without browsers, p95".to_owned(), ms(&socket_ms, 95)),
        ],
    })
}

/// Conversations of what people write, with an answer to each turn.
fn conversations(texts: &[String], count: usize, turns: usize) -> VecDeque<Recorded> {
    let mut next = texts.iter().cycle();
    (0..count)
        .map(|at| {
            let said = next.by_ref().take(turns).flat_map(|text| {
                let answer = "Thank you for telling us. Let me have a look at it.";
                [(Speaker::Customer, text.as_str()), (Speaker::Agent, answer)]
            });
            let turns =
                said.map(|(speaker, text)| Turn { speaker, text: text.to_owned(), gap: GAP }).collect();
            Recorded { id: at.to_string(), turns }
        })
        .collect()
}
