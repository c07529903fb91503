//! What the teacher made of every text, kept in a file: to make it takes minutes, and a training seconds.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::row::fingerprint;

/// The first bytes of a file of embeddings.
const MAGIC: &[u8; 8] = b"undrembd";

/// Embeddings by text.
#[derive(Default)]
pub(crate) struct Embeddings {
    width: usize,
    /// Where a text's numbers begin, by the text's fingerprint.
    places: HashMap<u64, usize>,
    numbers: Vec<f32>,
}

impl Embeddings {
    /// Reads a file: the width, then for every text its fingerprint and its numbers, all little-endian.
    ///
    /// # Errors
    /// When it cannot be read or is no such file.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        Self::parse(&bytes).with_context(|| format!("{} is no file of embeddings", path.display()))
    }

    fn parse(bytes: &[u8]) -> Result<Self> {
        let rest = bytes.strip_prefix(MAGIC).context("it begins otherwise")?;
        let (width, rest) = rest.split_first_chunk::<4>().context("it ends in its head")?;
        let width = u32::from_le_bytes(*width) as usize;
        ensure!((1..=4096).contains(&width), "its width is {width}");
        let size = 8 + width * 4;
        ensure!(rest.len().is_multiple_of(size), "it is cut off");
        let mut embeddings = Self { width, places: HashMap::new(), numbers: Vec::new() };
        for text in rest.chunks_exact(size) {
            let (print, numbers) = text.split_first_chunk::<8>().context("it is cut off")?;
            embeddings.places.insert(u64::from_le_bytes(*print), embeddings.numbers.len());
            let numbers = numbers.as_chunks::<4>().0.iter().map(|it| f32::from_le_bytes(*it));
            embeddings.numbers.extend(numbers);
        }
        ensure!(embeddings.numbers.iter().all(|it| it.is_finite()), "it holds what is no number");
        Ok(embeddings)
    }

    /// Keeps what the teacher made of a text.
    ///
    /// # Errors
    /// When it has another width than the others: then another teacher made them.
    #[cfg(any(feature = "teacher", test))]
    pub(crate) fn add(&mut self, text: &str, numbers: &[f32]) -> Result<()> {
        let is_first = self.places.is_empty();
        ensure!(
            is_first || numbers.len() == self.width,
            "another teacher made the embeddings that are there"
        );
        self.width = numbers.len();
        self.places.insert(fingerprint(text), self.numbers.len());
        self.numbers.extend(numbers);
        Ok(())
    }

    /// The bytes of a file.
    #[cfg(any(feature = "teacher", test))]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&u32::try_from(self.width).unwrap_or(u32::MAX).to_le_bytes());
        let mut places: Vec<(&u64, &usize)> = self.places.iter().collect();
        places.sort_unstable_by_key(|(_, place)| **place);
        for (print, place) in places {
            bytes.extend_from_slice(&print.to_le_bytes());
            bytes.extend(self.numbers[*place..place + self.width].iter().flat_map(|it| it.to_le_bytes()));
        }
        bytes
    }

    /// How many numbers each has.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// What the teacher made of a text, when it was given it.
    pub(crate) fn of(&self, text: &str) -> Option<&[f32]> {
        let start = *self.places.get(&fingerprint(text))?;
        self.numbers.get(start..start + self.width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_found_by_its_text() {
        let mut written = Embeddings::default();
        written.add("one text", &[0.5, -1.0]).unwrap();
        written.add("another", &[0.0, 2.0]).unwrap();
        assert!(written.add("wider", &[1.0, 1.0, 1.0]).is_err());
        let bytes = written.to_bytes();
        let read = Embeddings::parse(&bytes).unwrap();
        assert_eq!(read.of("Another!"), Some(&[0.0, 2.0][..]), "by its letters alone");
        assert_eq!(read.of("neither"), None);
        for cut in [0, 7, 11, bytes.len() - 1] {
            assert!(Embeddings::parse(&bytes[..cut]).is_err(), "{cut} bytes");
        }
        written.add("broken", &[f32::NAN, 0.0]).unwrap();
        assert!(Embeddings::parse(&written.to_bytes()).is_err());
    }
}
