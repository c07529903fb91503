//! The card of a model that was made of a labelled file.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use classifier::Model;

use crate::card::compressed;
use crate::check::Checked;

/// Pairs of labels that a card names as taken for each other.
const CONFUSED: usize = 10;

/// A label that fewer of its rows get than this is a known failure.
const LOW_RECALL: f64 = 0.6;

/// What a person tells of the model besides.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Told<'t> {
    /// The file it was scored on.
    pub(crate) scored_on: &'t Path,
    /// Where its training rows came from.
    pub(crate) data: &'t [String],
    /// What the rows are licensed under.
    pub(crate) licence: Option<&'t str>,
    /// Failures that somebody has seen.
    pub(crate) failures: &'t [String],
}

/// The card as Markdown.
pub(crate) fn card(bytes: &[u8], checked: &Checked, told: Told<'_>) -> Result<String> {
    let model = Model::parse(bytes)?;
    let it = &checked.measured;
    let mut card = format!("# {}\n\n", model.name());
    writeln!(card, "A model of a labelled file, by `trainer train --data`.\n\n| | |\n| --- | --- |")?;
    writeln!(card, "| checksum | `{:016x}` |", model.checksum())?;
    writeln!(card, "| file | {} bytes, {} after brotli |", bytes.len(), compressed(bytes)?)?;
    writeln!(card, "| feature version | {} |", classifier::FEATURE_VERSION)?;
    for head in model.heads() {
        writeln!(card, "| head `{}` | {} labels |", head.name, head.labels.len())?;
    }
    for source in told.data {
        writeln!(card, "| trained on | {source} |")?;
    }
    writeln!(card, "| licence of the rows | {} |", told.licence.unwrap_or("not told"))?;
    writeln!(card, "| a message, native | {:.1} us |\n", checked.us_per_message)?;
    let name =
        told.scored_on.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    writeln!(
        card,
        "## Scores\n\nOn `{name}`: {} rows, accuracy {:.3}, macro F1 {:.3}, calibration error {:.3}; nine in ten are right among\n\
         the {:.1} % that it is surest of.",
        it.rows,
        it.accuracy,
        it.macro_f1,
        it.ece,
        it.coverage_at_p90 * 100.0
    )?;
    if let (Some(oos), Some(kept)) = (checked.oos_recall, checked.in_scope_accuracy) {
        writeln!(
            card,
            "It gives up {:.1} % of the texts that belong to no label, and is right and sure of {:.1} % of the others.",
            oos * 100.0,
            kept * 100.0
        )?;
    }
    writeln!(card, "\n| label | rows | precision | recall | F1 |\n| --- | --- | --- | --- | --- |")?;
    for (label, score) in &it.per_label {
        let label = label.replace('|', "\\|");
        writeln!(
            card,
            "| {label} | {} | {:.2} | {:.2} | {:.2} |",
            score.rows, score.precision, score.recall, score.f1
        )?;
    }
    writeln!(card, "\n## Known failures\n")?;
    for failure in told.failures {
        writeln!(card, "- {failure}")?;
    }
    for (is, said, count) in checked.confused.iter().take(CONFUSED) {
        writeln!(card, "- `{is}` is taken for `{said}`, {count} times.")?;
    }
    for (label, score) in it.per_label.iter().filter(|(_, score)| score.recall < LOW_RECALL) {
        writeln!(card, "- Of {} rows with `{label}` {:.0} % are found.", score.rows, score.recall * 100.0)?;
    }
    writeln!(
        card,
        "- A text in another language than the rows, or about nothing that they are about, is given up only as far as\n  the scores above say."
    )?;
    Ok(card)
}
