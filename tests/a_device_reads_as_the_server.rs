//! What a visitor's device reads is what the server would have read: label by label, word by word.

use anyhow::{Context as _, Result, ensure};
use reader::Reader;
use record::{Analysis, SiteNames};

use crate::harness::{House, own_texts};

/// As many messages as are compared.
const MESSAGES: usize = 10_000;

/// Half of the last of three decimals, which are what a confidence has.
const HAIR: f32 = 0.0006;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_messages_are_read_the_same_in_a_browser() -> Result<()> {
    let model = std::fs::read(xtask::paths::root().join("src/classifier/models/undertone-en-1.model"))?;
    let reader = Reader::new(&model)?;
    // The demo's site is called Fernly and has told no other names.
    let names = reader.names("Fernly", &SiteNames::default());
    let texts = own_texts(MESSAGES)?;
    let house = House::opens().await?;
    let answers = house.device().await?.reads(&texts).await?;
    for (text, answer) in texts.iter().zip(answers) {
        let there = answer.with_context(|| format!("{text:?} was not read"))?;
        let here = reader.read_scrubbed(&scrub::scrub(text).0, &names);
        ensure!(is_same(&here, &there), "{text:?} is read here as\n{here:?}\nand there as\n{there:?}");
    }
    house.closes()
}

/// The same but for the last digit of a confidence, which is written with one decimal more than it means.
fn is_same(here: &Analysis, there: &Analysis) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() < HAIR;
    let lists = |it: &Analysis| {
        let lists =
            it.emotions.iter().chain(&it.urgency).chain(&it.intents).chain(&it.signals).chain(&it.tried);
        lists.cloned().collect::<Vec<_>>()
    };
    let (mine, theirs) = (lists(here), lists(there));
    let same = mine.len() == theirs.len()
        && mine.iter().zip(&theirs).all(|(a, b)| {
            a.label == b.label
                && a.spans == b.spans
                && a.implied == b.implied
                && near(a.confidence, b.confidence)
        });
    same && here.language == there.language
        && here.model == there.model
        && here.entities == there.entities
        && here.sentiment.label == there.sentiment.label
        && near(here.sentiment.score, there.sentiment.score)
        && near(here.sentiment.confidence, there.sentiment.confidence)
}
