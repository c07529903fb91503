//! The model's card: what it was made of, how right it is, where it is known to fail.

use std::fmt::Write as _;

use anyhow::Result;
use classifier::Model;

use crate::calibrate::NEVER;
use crate::evaluate::Report;
use crate::labels::flags;
use crate::recipe::Recipe;
use crate::row::{Part, Row};
use crate::score::Scores;
use crate::sources::{OWN, SOURCES};

/// Bytes after brotli at its best, as the server sends it.
pub(crate) fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}

/// Between these two lines a card holds what `cargo xtask bench understanding` measured.
const SIDE_BY_SIDE: &str = "<!-- side by side, by cargo xtask bench understanding -->";
const SIDE_BY_SIDE_ENDS: &str = "<!-- end of side by side -->";

/// What an earlier card of the model holds there; it tells which version it is of.
pub(crate) fn side_by_side(card: &str) -> &str {
    let after = card.split_once(SIDE_BY_SIDE).map_or("", |(_, after)| after);
    after.split_once(SIDE_BY_SIDE_ENDS).map_or("\n\n", |(inside, _)| inside)
}

const KNOWN_FAILURES: &str = "\
- Irony, and anger in polite words: it reads words and pairs of words, not what is meant.
- A label that is not shown does not say that it is absent: thresholds are set for precision, and on texts unlike our
  rows confidences fall first. `undertone read --all` shows how close it was.
- All own rows were written for this purpose by few hands, in their idea of how people write; real posts score lower.
- Thresholds were set on folds of the training rows. Which features there are, and what the teacher believes of public
  texts, was decided with all of them, so some labels (frustration, how_to) are a little less precise than they should be.
- \"I don't think it is bad\" and its like are read as bad about one time in ten, with words that no row negates more often.
- Short sentences in other words than our rows have stay under their thresholds: of 205 paraphrases of sentences by which the
  model is judged, one in six does not show the label.
- Escalation in real posts: two people who read 500 of them agreed on 22 that want it, of which the model shows one in four.
- Praise and thanks of the vendor are told apart from courtesy only by their wording.
- A rival's name means nothing to it unless the site gave it (`undertone site names`); only the words around it tell.
- A label marked *never* above is not shown at all: no threshold was precise enough on the folds.
- The recipe was chosen by the folds, but held-out scores were printed at every try and seen; thresholds, the seed and the
  weight of developers' posts were moved until they held there too; and the share of known words that makes a text English
  was lowered after one held-out row was read as unknown. Take them as a little kind.
- The same recipe with another seed moves single scores on sets of some hundred texts by one or two points.
- Long messages: features are scaled by their number, so one sentence of complaint in a page of details fades.
- English only. Other languages, and texts without words, are read as `unknown`. A text that mixes languages is
  read when two fifths of its words are known.
- Some public sets were labelled for something near to our labels, not for them; their rows count less, but
  their borders show: `other` owes much to commands given to assistants, sentiment much to forum posts.
";

const ABSENCE: &str = "\
A label trains only where it is known. Our own rows are labelled completely. In the public sets a label is *yes*
where the set's own label means the same, *no* where the set was labelled for it or where the kind of text rules
it out (forum posts and commands to a kitchen timer hold no request to downgrade), and unknown everywhere else.
The translation of every set stands in `src/trainer/src/sources/`.
";

/// The card as Markdown.
pub(crate) fn card(
    bytes: &[u8],
    report: &Report,
    recipe: &Recipe,
    rows: &[Row],
    side_by_side: &str,
) -> Result<String> {
    let model = Model::parse(bytes)?;
    let mut card = format!("# {}\n\n", model.name());
    let believed = rows.iter().filter(|row| row.believed.is_some()).count();
    writeln!(
        card,
        "Reads one English support message: sentiment, emotions, urgency, intents and signals, each with a\n\
         confidence and the words that moved it. Embeddings of hashed words, pairs of words and runs of\n\
         characters, {} numbers of 15 levels each; summed and read out linearly. Written by\n\
         `trainer train{}`; do not edit.\n",
        recipe.width,
        if believed > 0 { " --embeddings target/teacher/embeddings" } else { "" }
    )?;
    writeln!(card, "| | |\n| --- | --- |")?;
    writeln!(card, "| version | `{}` |", report.model)?;
    writeln!(card, "| file | {} bytes, {} after brotli |", bytes.len(), compressed(bytes)?)?;
    writeln!(card, "| features | at most {} |", recipe.features)?;
    writeln!(card, "| feature version | {} |", classifier::FEATURE_VERSION)?;
    writeln!(card, "| reading 200 characters, native | {:.1} us |", report.us_per_message)?;
    writeln!(
        card,
        "| recipe | {} epochs, rates {} and {}, own rows x {}, beliefs x {}, seed {} |\n",
        recipe.epochs,
        recipe.rate,
        recipe.row_rate,
        recipe.own_weight,
        if believed > 0 { recipe.belief } else { 0.0 },
        recipe.seed
    )?;
    if believed > 0 {
        writeln!(
            card,
            "Of {believed} public texts it also learnt what is believed of them by two models of our own training rows together: heads\n\
             on the sentence embeddings of all-MiniLM-L6-v2 (Apache-2.0), and one of all their words and runs of characters.\n\
             Neither ships.\n"
        )?;
    }
    data(&mut card, rows)?;
    own_scores(&mut card, &model, report)?;
    other_scores(&mut card, report)?;
    behaviours(&mut card, report)?;
    writeln!(card, "## Side by side\n\n{SIDE_BY_SIDE}{side_by_side}{SIDE_BY_SIDE_ENDS}\n")?;
    writeln!(card, "## Known failures\n\n{KNOWN_FAILURES}")?;
    Ok(card.trim_end().to_owned() + "\n")
}

fn data(card: &mut String, rows: &[Row]) -> Result<()> {
    writeln!(
        card,
        "## Data\n\n| set | licence | trained | held out | teaches |\n| --- | --- | --- | --- | --- |"
    )?;
    let count = |name: &str, part| rows.iter().filter(|row| row.source == name && row.part == part).count();
    writeln!(
        card,
        "| own rows (`src/trainer/rows`) | as this project | {} | {} | everything, by `GUIDELINES.md` |",
        count(OWN, Part::Train),
        count(OWN, Part::Held)
    )?;
    for source in &SOURCES {
        writeln!(
            card,
            "| {} | {} | {} | {} | {} |",
            source.name,
            source.licence,
            count(source.name, Part::Train),
            count(source.name, Part::Held),
            source.teaches
        )?;
    }
    writeln!(
        card,
        "\nEvery text was scrubbed before it trained. Of the public sets one text in eight is held out, by a hash of \
         its words;\nof the own rows every fifth writing run and run 0, each with its own people and products.\n\n{ABSENCE}"
    )?;
    Ok(())
}

fn behaviours(card: &mut String, report: &Report) -> Result<()> {
    writeln!(
        card,
        "## Behaviour\n\nChecks that need no labels: a typo, a name or a full stop must leave the sentiment's side as it is, a negated good\n\
         (bad) word must not be read as good (bad), an intensifier must not weaken.\n\n\
         | check | tried | failed |\n| --- | --- | --- |"
    )?;
    for (kind, it) in &report.behaviours {
        let percent = it.failures as f64 * 100.0 / it.checks.max(1) as f64;
        writeln!(card, "| {kind} | {} | {percent:.1} % |", it.checks)?;
    }
    writeln!(card)?;
    Ok(())
}

fn own_scores(card: &mut String, model: &Model, report: &Report) -> Result<()> {
    let Some(own) = report.held_out.get(OWN) else { return Ok(()) };
    writeln!(card, "## On held-out own rows ({})\n", own.rows)?;
    if let Some(it) = &own.sentiment {
        writeln!(
            card,
            "Sentiment, three sides: accuracy {:.3}, macro F1 {:.3}, calibration error {:.3}; five classes: {:.3}.",
            it.accuracy,
            it.macro_f1,
            it.ece,
            it.five_class_accuracy.unwrap_or(0.0)
        )?;
    }
    if let Some(right) = own.strongest_intent {
        writeln!(card, "The strongest intent is a right one in {right:.3} of the rows.")?;
    }
    writeln!(
        card,
        "\nA label is shown from its threshold on, set on folds of the training rows for a precision of .8 (signals .7 to .88,\n\
         emotions .7, intents .6), or .1 less where that was out of reach; *never* where that was too.\n\n\
         | head | label | rows | shown | precision | recall | AUC | threshold |\n\
         | --- | --- | --- | --- | --- | --- | --- | --- |"
    )?;
    for (head, label) in flags() {
        let (Some(it), Some(spec)) = (
            own.labels.get(label),
            model.head(head).and_then(|head| head.labels.iter().find(|spec| spec.name == label)),
        ) else {
            continue;
        };
        let threshold =
            if spec.threshold >= NEVER { "never".to_owned() } else { format!("{:.2}", spec.threshold) };
        let precision = if it.shown == 0 { "-".to_owned() } else { format!("{:.2}", it.precision) };
        writeln!(
            card,
            "| {head} | {label} | {} | {} | {precision} | {:.2} | {:.3} | {threshold} |",
            it.rows, it.shown, it.recall, it.auc
        )?;
    }
    writeln!(card)?;
    Ok(())
}

fn other_scores(card: &mut String, report: &Report) -> Result<()> {
    writeln!(
        card,
        "## On other rows\n\nHeld-out texts of the public sets, by the translation of their labels.\n\n\
         | set | rows | sentiment accuracy | macro F1 | strongest intent right |\n| --- | --- | --- | --- | --- |"
    )?;
    let number = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.3}"));
    let line = |card: &mut String, name: &str, it: &Scores| {
        writeln!(
            card,
            "| {name} | {} | {} | {} | {} |",
            it.rows,
            number(it.sentiment.as_ref().map(|it| it.accuracy)),
            number(it.sentiment.as_ref().map(|it| it.macro_f1)),
            number(it.strongest_intent)
        )
    };
    for (name, it) in report.held_out.iter().filter(|(name, _)| *name != OWN) {
        line(card, name, it)?;
    }
    if report.evaluation_only.is_empty() {
        writeln!(card)?;
        return Ok(());
    }
    writeln!(card, "\nSets that never train, for their licence or because they are the test:\n")?;
    for (name, it) in &report.evaluation_only {
        if let Some(sentiment) = &it.sentiment {
            writeln!(
                card,
                "- {name} ({} rows): sentiment accuracy {:.3}, macro F1 {:.3}, macro recall {:.3}",
                it.rows, sentiment.accuracy, sentiment.macro_f1, sentiment.macro_recall
            )?;
        }
        for (label, score) in &it.labels {
            writeln!(
                card,
                "- {name} ({} rows): {label} precision {:.2}, recall {:.2}, AUC {:.3}",
                it.rows, score.precision, score.recall, score.auc
            )?;
        }
    }
    writeln!(card)?;
    Ok(())
}
