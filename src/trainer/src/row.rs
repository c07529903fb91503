//! One text with what is known of it. What is not known of it does not train anything.

use crate::labels::{FLAG_HEADS, FLAGS, SENTIMENT, flag, sentiment};

/// What is known of one label in one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Truth {
    /// Nobody looked, or the source has no such label.
    Unknown,
    /// It does not hold.
    No,
    /// It holds.
    Yes,
}

/// Where a row belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Trains.
    Train,
    /// Held out: reported, never trained or tuned on.
    Held,
}

/// One text with its truths.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// The text, scrubbed as every text is that a model sees.
    pub(crate) text: String,
    /// The set it came from.
    pub(crate) source: &'static str,
    /// For our own rows the writing run, else 0.
    pub(crate) run: u32,
    /// What it is for.
    pub(crate) part: Part,
    /// How much it counts beside an own row.
    pub(crate) weight: f32,
    /// Which classes of sentiment are possible, one bit each; 0 is unknown.
    pub(crate) sentiment: u8,
    /// What is known of each flag.
    pub(crate) flags: [Truth; FLAGS],
    /// What a teacher believes of each column where nothing is known: confidences, those of the sentiment's classes first.
    pub(crate) believed: Option<Box<[f32]>>,
}

impl Row {
    /// A row of which nothing is known yet.
    pub(crate) fn new(source: &'static str, raw: &str, weight: f32) -> Self {
        let (text, _) = scrub::scrub(raw.trim());
        let text = text.as_str().to_owned();
        // One row of eight is held out by its text, so that a repeated text is never on both sides.
        let part = if fingerprint(&text).is_multiple_of(8) { Part::Held } else { Part::Train };
        Self {
            text,
            source,
            run: 0,
            part,
            weight,
            sentiment: 0,
            flags: [Truth::Unknown; FLAGS],
            believed: None,
        }
    }

    /// These classes of sentiment are possible, and no others.
    pub(crate) fn feels(mut self, classes: &[&str]) -> Self {
        self.sentiment = classes.iter().filter_map(|class| sentiment(class)).map(|class| 1_u8 << class).sum();
        self
    }

    /// These labels hold.
    pub(crate) fn yes(self, labels: &[&str]) -> Self {
        self.set(labels, Truth::Yes)
    }

    /// These labels do not hold.
    pub(crate) fn no(self, labels: &[&str]) -> Self {
        self.set(labels, Truth::No)
    }

    /// Nothing is known of these labels.
    pub(crate) fn unknown(self, labels: &[&str]) -> Self {
        self.set(labels, Truth::Unknown)
    }

    /// No label of a head holds, so far.
    pub(crate) fn none_of(self, head: &str) -> Self {
        let labels = FLAG_HEADS.iter().find(|(name, _)| *name == head).map_or(&[][..], |(_, labels)| *labels);
        self.set(labels, Truth::No)
    }

    fn set(mut self, labels: &[&str], truth: Truth) -> Self {
        for label in labels {
            let known = flag(label);
            debug_assert!(known.is_some(), "no label is called {label}");
            if let Some(at) = known {
                self.flags[at] = truth;
            }
        }
        self
    }

    /// The class of sentiment among negative, neutral, positive (0, 1, 2), when only one is possible.
    pub(crate) fn side(&self) -> Option<usize> {
        let sides = [self.sentiment & 0b0_0011, self.sentiment & 0b0_0100, self.sentiment & 0b1_1000];
        let possible: Vec<usize> = (0..3).filter(|side| sides[*side] != 0).collect();
        match possible[..] {
            [side] => Some(side),
            _ => None,
        }
    }

    /// The exact class of sentiment, when it is known.
    pub(crate) fn class(&self) -> Option<usize> {
        (0..SENTIMENT.len()).find(|class| self.sentiment == 1 << class)
    }
}

/// A hash of the words of a text, so that copies which differ in case or punctuation are one text.
pub(crate) fn fingerprint(text: &str) -> u64 {
    let letters = text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    let hash = letters.fold(0xcbf2_9ce4_8422_2325_u64, |hash, letter| {
        (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // FNV's low bits are weak on short texts, and part and folds are cut by remainder.
    (hash ^ (hash >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 17
}
