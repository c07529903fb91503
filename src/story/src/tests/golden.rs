//! Recorded sequences and the stories they tell.

mod attempts;
mod clicks;
mod faults;
mod telling;
mod ways;

use expect_test::Expect;

use super::Tab;

fn check(tab: Tab, now_ms: u64, told: Expect) {
    told.assert_eq(&tab.told_at(now_ms));
}
