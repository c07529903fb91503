//! Rows of integers, one for each feature, and their sums: several cells of a word at once.

use alloc::vec;
use alloc::vec::Vec;

use crate::features::{GROUPS, is_negated, scales};

/// Cells of a word of the table: four numbers of sixteen bits, so that one addition adds four of them.
const LANES: usize = 4;
const LANE_BITS: usize = 16;

/// What is added to every cell, so that none is below zero and no lane borrows from the next.
const BIAS: i32 = 1 << 10;

/// Rows that may be added up before a lane could run over: each cell is below twice the bias.
const ROWS_AT_ONCE: u32 = 32;

/// A number for every feature and column, from minus to plus [`limits::CELL`](crate::limits::CELL): rows in the order of the
/// keys, several cells in a word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    words: Vec<u64>,
    /// Words of a row.
    stride: usize,
}

impl Table {
    /// A table of zeros.
    pub(crate) fn new(rows: usize, columns: usize) -> Self {
        let stride = columns.div_ceil(LANES);
        let zeros =
            (0..LANES).fold(0, |word, lane| word | u64::from(BIAS.cast_unsigned()) << (lane * LANE_BITS));
        Self { words: vec![zeros; rows * stride], stride }
    }

    /// Cells that a table takes, those that only fill its words among them.
    pub(crate) const fn cells(rows: usize, columns: usize) -> usize {
        rows * columns.div_ceil(LANES) * LANES
    }

    pub(crate) fn set(&mut self, row: usize, column: usize, steps: i16) {
        let shift = column % LANES * LANE_BITS;
        let cell = u64::from((i32::from(steps) + BIAS).clamp(0, 2 * BIAS - 1).cast_unsigned());
        if let Some(word) = self.words.get_mut(row * self.stride + column / LANES) {
            *word = *word & !(0xffff << shift) | cell << shift;
        }
    }

    pub(crate) fn row(&self, row: u32) -> Option<&[u64]> {
        let start = row as usize * self.stride;
        self.words.get(start..start + self.stride)
    }
}

/// One cell of a row; 0 past its end.
pub(crate) fn cell(row: &[u64], column: usize) -> i32 {
    row.get(column / LANES).map_or(0, |word| lane(*word, column % LANES) - BIAS)
}

#[expect(clippy::cast_possible_truncation, reason = "sixteen bits")]
const fn lane(word: u64, lane: usize) -> i32 {
    (word >> (lane * LANE_BITS)) as i32 & 0xffff
}

/// Rows that are being added up, those of each group apart.
pub(crate) struct Sums {
    /// Since the lanes were last emptied, by group.
    words: Vec<u64>,
    /// By group and column.
    totals: Vec<i32>,
    /// How many rows each group's sums are of.
    rows: [u32; GROUPS],
    stride: usize,
}

impl Sums {
    /// No rows of this table yet.
    pub(crate) fn new(table: &Table) -> Self {
        let stride = table.stride;
        Self {
            words: vec![0; GROUPS * stride],
            totals: vec![0; GROUPS * stride * LANES],
            rows: [0; GROUPS],
            stride,
        }
    }

    pub(crate) fn add(&mut self, group: usize, row: &[u64]) {
        let start = group * self.stride;
        let Some(sums) = self.words.get_mut(start..start + self.stride) else { return };
        for (sum, cells) in sums.iter_mut().zip(row) {
            *sum += cells;
        }
        self.rows[group] += 1;
        if self.rows[group].is_multiple_of(ROWS_AT_ONCE) {
            self.empty(group);
        }
    }

    /// Empties the lanes: what was added is in the sums then.
    pub(crate) fn settle(&mut self) {
        (0..GROUPS).for_each(|group| self.empty(group));
    }

    /// What a feature of each group counts among these rows.
    pub(crate) fn scales(&self) -> [f32; GROUPS] {
        scales(self.rows)
    }

    fn empty(&mut self, group: usize) {
        let start = group * self.stride;
        let words = self.words.iter_mut().skip(start).take(self.stride);
        for (word, totals) in words.zip(self.totals.chunks_exact_mut(LANES).skip(start)) {
            for (at, total) in totals.iter_mut().enumerate() {
                *total += lane(*word, at);
            }
            *word = 0;
        }
    }

    /// Adds the sums of others. Both are settled.
    pub(crate) fn add_all(&mut self, others: &Self) {
        for (total, other) in self.totals.iter_mut().zip(&others.totals) {
            *total += other;
        }
        for (rows, other) in self.rows.iter_mut().zip(others.rows) {
            *rows += other;
        }
    }

    /// Leaves nothing of what was settled.
    pub(crate) fn clear(&mut self) {
        self.totals.fill(0);
        self.rows = [0; GROUPS];
    }

    /// The sums of every column over the groups under a negation, or over the others, each group scaled.
    ///
    /// None when there are no such rows, as under a negation in most texts.
    pub(crate) fn scaled(&self, scales: &[f32; GROUPS], of_negated: bool) -> Option<Vec<f32>> {
        let is_asked = |group: &usize| is_negated(*group) == of_negated && self.rows[*group] > 0;
        (0..GROUPS).find(is_asked)?;
        let mut sums = vec![0.0; self.stride * LANES];
        for group in (0..GROUPS).filter(is_asked) {
            let start = group * self.stride * LANES;
            let bias = BIAS.wrapping_mul(self.rows[group].cast_signed());
            for (sum, total) in sums.iter_mut().zip(self.totals.iter().skip(start)) {
                *sum += as_float(total - bias) * scales[group];
            }
        }
        Some(sums)
    }
}

/// A message of usual length has sums below 2^24: some thousand features of at most [`limits::CELL`](crate::limits::CELL).
#[expect(clippy::cast_precision_loss, reason = "exact below 2^24, and the same in every build above it")]
pub(crate) const fn as_float(sum: i32) -> f32 {
    sum as f32
}
