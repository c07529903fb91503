//! One row of the results: a budget, what was measured, and whether it holds.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::figures::{median, number, with_unit};

/// What a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Budget {
    /// This much or less.
    AtMost(f64),
    /// This much or more.
    AtLeast(f64),
}

/// One row.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Row {
    /// What was measured.
    pub(super) what: String,
    pub(super) budget: Budget,
    /// Of the budget and the measured figures: `us`, `ms`, `x` for a ratio.
    pub(super) unit: String,
    /// The figure of each repeat; their median is held against the budget.
    pub(super) repeats: Vec<f64>,
    /// What it is held against in the same run, in words.
    pub(super) beside: String,
}

impl Row {
    /// The median of the repeats.
    pub(super) fn measured(&self) -> f64 {
        median(&self.repeats)
    }

    /// The least and the most of the repeats.
    pub(super) fn spread(&self) -> (f64, f64) {
        let fold = |pick: fn(f64, f64) -> f64| self.repeats.iter().copied().reduce(pick).unwrap_or(f64::NAN);
        (fold(f64::min), fold(f64::max))
    }

    /// Whether the budget holds. A figure that is no number holds nothing.
    pub(super) fn holds(&self) -> bool {
        match self.budget {
            Budget::AtMost(most) => self.measured() <= most,
            Budget::AtLeast(least) => self.measured() >= least,
        }
    }

    /// A sentence when it does not.
    pub(super) fn broken(&self) -> Option<String> {
        (!self.holds()).then(|| {
            format!(
                "«{}» is {} and its budget {}",
                self.what,
                with_unit(self.measured(), &self.unit),
                self.budget_words()
            )
        })
    }

    /// `at most 50 us`.
    pub(super) fn budget_words(&self) -> String {
        match self.budget {
            Budget::AtMost(most) => format!("at most {}", with_unit(most, &self.unit)),
            Budget::AtLeast(least) => format!("at least {}", with_unit(least, &self.unit)),
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (least, most) = self.spread();
        write!(
            f,
            "  {}  {:58} {:>12}  {}  ({} to {} in {})",
            if self.holds() { "ok  " } else { "OVER" },
            self.what,
            with_unit(self.measured(), &self.unit),
            self.budget_words(),
            number(least),
            number(most),
            self.repeats.len(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(budget: Budget, repeats: &[f64]) -> Row {
        let (what, beside) = ("a thing".to_owned(), String::new());
        Row { what, budget, unit: "ms".to_owned(), repeats: repeats.to_vec(), beside }
    }

    #[test]
    fn the_median_is_held_against_the_budget() {
        assert!(row(Budget::AtMost(3.0), &[9.0, 1.0, 3.0]).holds());
        assert!(!row(Budget::AtMost(3.0), &[9.0, 1.0, 3.5]).holds());
        assert!(row(Budget::AtLeast(3.0), &[3.0]).holds());
        assert!(!row(Budget::AtLeast(3.0), &[2.0, 3.9]).holds());
        assert!(!row(Budget::AtMost(3.0), &[]).holds(), "what was not measured does not hold");
        assert_eq!(
            row(Budget::AtMost(3.0), &[4.25]).broken().unwrap(),
            "«a thing» is 4.25 ms and its budget at most 3 ms"
        );
    }
}
