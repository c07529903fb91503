//! What the teacher believes of rows of which little is known.
//!
//! Our own rows are labelled completely and are few; the public sets are many and know one thing of each text. Heads are
//! trained on the teacher's embeddings of our own rows, and what they say of the public texts is what the model learns
//! there besides: it sees the words of some ten thousand texts with what somebody who knows more words makes of them.

use indicatif::ProgressBar;

use crate::embeddings::Embeddings;
use crate::fit::{Example, Known, fit, softmax};
use crate::labels::{COLUMNS, SENTIMENT};
use crate::loss::Loss;
use crate::recipe::Recipe;
use crate::row::{Part, Row};
use crate::sources::OWN;

/// Gives every training row of other sets what the teacher believes of it. Says how many got it.
///
/// The heads see every own row that trains, also those that a fold later holds back; what leaks that way is what the
/// teacher makes of other people's texts, and the held-out runs are not in it.
pub(crate) fn believe(rows: &mut [Row], embeddings: &Embeddings, progress: &ProgressBar) -> usize {
    let recipe = Recipe::TEACHER;
    let known = Known::numbered(embeddings.width());
    let own: Vec<(&Row, Example)> = rows
        .iter()
        .filter(|row| row.source == OWN && row.part == Part::Train)
        .filter_map(|row| Some((row, Example::dense(embeddings.of(&row.text)?))))
        .collect();
    let loss = Loss::new(own.iter().map(|(row, _)| *row).collect(), &recipe);
    let examples: Vec<&Example> = own.iter().map(|(_, example)| example).collect();
    progress.set_length(u64::from(recipe.epochs_of(examples.len())));
    let slopes = |at: usize, sums: &[f32], out: &mut [f32]| loss.slopes(at, sums, out);
    let weights = fit(&examples, &known, COLUMNS, &recipe, slopes, || progress.inc(1));
    progress.finish();
    let mut count = 0;
    for row in rows.iter_mut().filter(|row| row.source != OWN && row.part == Part::Train) {
        let Some(embedding) = embeddings.of(&row.text) else { continue };
        let mut sums = weights.sums(&Example::dense(embedding));
        let (classes, flags) = sums.split_at_mut(SENTIMENT.len());
        softmax(classes);
        flags.iter_mut().for_each(|sum| *sum = 1.0 / (1.0 + (-*sum).exp()));
        row.believed = Some(sums.into_boxed_slice());
        count += 1;
    }
    count
}
