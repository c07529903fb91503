//! What the teacher believes of rows of which little is known.
//!
//! Our own rows are labelled completely and are few; the public sets are many and know one thing of each text. Heads are
//! trained on the teacher's embeddings of our own rows, and beside them heads on the words of these rows, many more than a
//! model can keep. What the two say together of the public texts is what the model learns there besides: it sees the words
//! of some ten thousand texts with what somebody who knows more words, or keeps more of them, makes of them.

use anyhow::{Result, ensure};
use classifier::Features;
use indicatif::ProgressBar;

use crate::embeddings::Embeddings;
use crate::fit::fit;
use crate::known::{Example, Known};
use crate::labels::{COLUMNS, SENTIMENT};
use crate::loss::Loss;
use crate::recipe::Recipe;
use crate::row::{Part, Row};
use crate::sources::OWN;
use crate::weights::{Weights, softmax};

/// Gives every training row of other sets what the teacher believes of it. Says of how many training rows, own and others,
/// there is no embedding.
///
/// # Errors
/// When none of the own rows has one: then there is nothing to learn the heads from.
///
/// The heads see every own row that trains, also those that a fold later holds back; what leaks that way is what the
/// teacher makes of other people's texts, and the held-out runs are not in it.
pub(crate) fn believe(rows: &mut [Row], embeddings: &Embeddings, progress: &ProgressBar) -> Result<usize> {
    let own: Vec<&Row> = rows
        .iter()
        .filter(|row| row.source == OWN && row.part == Part::Train && embeddings.of(&row.text).is_some())
        .collect();
    ensure!(!own.is_empty(), "no own row is among the embeddings: `trainer embed` makes them");
    progress.set_length(
        [Recipe::TEACHER, Recipe::BELIEVER].iter().map(|recipe| u64::from(recipe.epochs_of(own.len()))).sum(),
    );
    let teacher = Known::numbered(embeddings.width());
    let dense = |row: &Row| embeddings.of(&row.text).map(Example::dense);
    let by_teacher = heads(&own, &teacher, &Recipe::TEACHER, |row| dense(row), progress);
    let words = Known::of(own.iter().map(|row| (row.text.as_str(), 1)), &Recipe::BELIEVER);
    let mut features = Features::default();
    let by_words = heads(
        &own,
        &words,
        &Recipe::BELIEVER,
        |row| Some(Example::new(&row.text, &words, &mut features)),
        progress,
    );
    progress.finish();
    for row in rows.iter_mut().filter(|row| row.source != OWN && row.part == Part::Train) {
        let Some(embedding) = embeddings.of(&row.text) else { continue };
        let mut sums = by_teacher.sums(&Example::dense(embedding));
        let others = by_words.sums(&Example::new(&row.text, &words, &mut features));
        for (sum, other) in sums.iter_mut().zip(others) {
            *sum = f32::midpoint(*sum, other);
        }
        let (classes, flags) = sums.split_at_mut(SENTIMENT.len());
        softmax(classes);
        flags.iter_mut().for_each(|sum| *sum = 1.0 / (1.0 + (-*sum).exp()));
        row.believed = Some(sums.into_boxed_slice());
    }
    let trains = rows.iter().filter(|row| row.part == Part::Train);
    Ok(trains.filter(|row| embeddings.of(&row.text).is_none()).count())
}

/// Heads on the own rows, as each becomes an example.
fn heads(
    own: &[&Row],
    known: &Known,
    recipe: &Recipe,
    mut example: impl FnMut(&Row) -> Option<Example>,
    progress: &ProgressBar,
) -> Weights {
    let (rows, examples): (Vec<&Row>, Vec<Example>) =
        own.iter().filter_map(|row| Some((*row, example(row)?))).unzip();
    let loss = Loss::new(rows, recipe);
    let examples: Vec<&Example> = examples.iter().collect();
    let slopes = |at: usize, sums: &[f32], out: &mut [f32]| loss.slopes(at, sums, out);
    fit(&examples, known, COLUMNS, recipe, slopes, || progress.inc(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(source: &'static str, text: &str, part: Part) -> Row {
        let mut row = Row::new(source, text, 1.0);
        row.part = part;
        row
    }

    #[test]
    fn public_rows_get_what_own_rows_like_them_are() {
        let mut embeddings = Embeddings::default();
        let mut rows = Vec::new();
        for number in 0..20_u8 {
            for (what, class, side) in [("bad", "negative", 0.0), ("good", "positive", 1.0)] {
                let text = format!("{what} {}", char::from(b'a' + number));
                let mut own = row(OWN, &text, Part::Train).feels(&[class]);
                for (head, _) in crate::labels::FLAG_HEADS {
                    own = own.none_of(head);
                }
                embeddings.add(&own.text, &[1.0 - side, side]).unwrap();
                rows.push(own);
            }
        }
        for (text, numbers) in [("like the bad", [1.0, 0.0]), ("held like the bad", [1.0, 0.0])] {
            embeddings.add(text, &numbers).unwrap();
        }
        rows.push(row("public", "like the bad", Part::Train));
        rows.push(row("public", "held like the bad", Part::Held));
        rows.push(row("public", "never embedded", Part::Train));
        assert_eq!(believe(&mut rows, &embeddings, &ProgressBar::hidden()).unwrap(), 1);
        let [public, held, unknown] = &rows[40..] else { panic!("three public rows") };
        let believed = public.believed.as_deref().unwrap();
        let classes: f32 = believed[..SENTIMENT.len()].iter().sum();
        assert!((classes - 1.0).abs() < 1e-4 && believed[1] > 0.6, "{believed:?}");
        assert!(held.believed.is_none() && unknown.believed.is_none() && rows[0].believed.is_none());
        assert!(believe(&mut rows, &Embeddings::default(), &ProgressBar::hidden()).is_err());
    }
}
