//! The features that training knows, and a text as those of them that it has.

use std::collections::HashMap;

use classifier::{Features, GROUPS, Occurrence, is_negated, scales};

use crate::recipe::Recipe;
use crate::weights::{Weights, as_f32};

/// Features that are looked at, the commonest first: each takes a kilobyte while it is found out whether it matters.
const MOST_KNOWN: usize = 1 << 18;

/// Features that training knows, each with the number of its row.
pub(crate) struct Known {
    /// Rising.
    keys: Vec<u32>,
    rows: HashMap<u32, u32>,
}

impl Known {
    /// The features that occur in enough texts, each text counted so many times.
    pub(crate) fn of<'t>(texts: impl Iterator<Item = (&'t str, u32)>, recipe: &Recipe) -> Self {
        let mut counts: HashMap<u32, (usize, u32)> = HashMap::new();
        let mut features = Features::default();
        let mut keys = Vec::new();
        for (text, weight) in texts {
            features.read(text);
            keys.clear();
            keys.extend(features.occurrences().map(|it| (it.key, it.group)));
            keys.sort_unstable();
            keys.dedup_by_key(|(key, _)| *key);
            for (key, group) in &keys {
                counts.entry(*key).or_insert((*group, 0)).1 += weight;
            }
        }
        let is_common = |group: usize, count: u32| {
            count >= if is_word(group) { recipe.least_words } else { recipe.least_others }
        };
        let mut common: Vec<(u32, u32)> = counts
            .into_iter()
            .filter(|(_, (group, count))| is_common(*group, *count))
            .map(|(key, (_, count))| (count, key))
            .collect();
        common.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        Self::new(common.into_iter().take(MOST_KNOWN).map(|(_, key)| key))
    }

    fn new(keys: impl Iterator<Item = u32>) -> Self {
        let mut keys: Vec<u32> = keys.collect();
        keys.sort_unstable();
        let rows = keys.iter().copied().zip(0..).collect();
        Self { keys, rows }
    }

    /// So many features that every text has: the numbers of an embedding.
    pub(crate) fn numbered(count: usize) -> Self {
        Self::new((0..).take(count))
    }

    /// The features' keys, rising.
    pub(crate) fn keys(&self) -> &[u32] {
        &self.keys
    }

    /// Those that matter most for what was learnt: how far a text that has them moves, over all texts.
    pub(crate) fn strongest(&self, weights: &Weights, examples: &[Example], most: usize) -> Self {
        let mut seen = vec![(0.0_f32, 0_u32); self.keys.len()];
        for part in examples.iter().flat_map(|example| &example.0) {
            let (sum, count) = &mut seen[part.row as usize];
            *sum += part.value;
            *count += 1;
        }
        let mut order: Vec<(f32, u32)> = Vec::new();
        for ((row, (sum, count)), key) in weights.rows.chunks_exact(weights.width).zip(&seen).zip(&self.keys)
        {
            let norm = row.iter().map(|it| it * it).sum::<f32>().sqrt();
            order.push((norm * sum / as_f32((*count).max(1)).sqrt(), *key));
        }
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Self::new(order.into_iter().take(most).map(|(_, key)| key))
    }
}

/// A text's known features.
pub(crate) struct Example(pub(crate) Vec<FeatureUse>);

/// One known feature of a text.
pub(crate) struct FeatureUse {
    /// The row of its numbers.
    pub(crate) row: u32,
    /// What it counts.
    pub(crate) value: f32,
    /// The words that it spans; a cue of the whole text goes with the first.
    pub(crate) words: (u32, u32),
    /// It stands under a negation.
    pub(crate) is_negated: bool,
}

/// Whether a group is of words, under a negation or not.
const fn is_word(group: usize) -> bool {
    matches!(group, 0 | 4)
}

impl Example {
    /// The known features of a text.
    pub(crate) fn new(text: &str, known: &Known, features: &mut Features) -> Self {
        features.read(text);
        let mut counts = [0_u32; GROUPS];
        let found: Vec<_> = features
            .occurrences()
            .filter_map(|it| Some((it, *known.rows.get(&it.key)?)))
            .inspect(|(it, _)| counts[it.group] += 1)
            .collect();
        let scales = scales(counts);
        let part = |(it, row): (Occurrence, u32)| FeatureUse {
            row,
            value: scales[it.group],
            words: it.words.unwrap_or_default(),
            is_negated: is_negated(it.group),
        };
        Self(found.into_iter().map(part).collect())
    }

    /// An embedding, each number of which is a feature.
    pub(crate) fn dense(embedding: &[f32]) -> Self {
        let part =
            |(value, row): (&f32, u32)| FeatureUse { row, value: *value, words: (0, 0), is_negated: false };
        Self(embedding.iter().zip(0..).map(part).collect())
    }
}
