//! Pages whose policies allow little.

use anyhow::Result;

use super::{holds_on, is_heard};
use crate::harness::House;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_heard_on_a_plain_page() -> Result<()> {
    holds_on("plain", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_needs_exactly_the_lines_of_the_readme() -> Result<()> {
    holds_on("strict-policy", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_without_wasm_costs_the_story_its_depth_and_nothing_else() -> Result<()> {
    let house = House::opens_among_strangers().await?;
    let visitor = house.visitor_of("policy-without-wasm").await?;
    is_heard(&house, &visitor, "The settings will not save.", "framed: wasm_refused").await?;
    // No browser tells a script what its page's policy allows. So it is tried, once in a tab.
    visitor.page_is_unharmed(&["script-src forbids wasm-eval"]).await?;
    visitor.goes_to("policy-without-wasm").await?;
    is_heard(&house, &visitor, "They still will not.", "framed: wasm_refused").await?;
    visitor.page_is_unharmed(&[]).await?;
    visitor.leaves().await?;
    house.closes()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_says_that_it_allows_no_wasm_gets_no_report_at_all() -> Result<()> {
    holds_on("policy-without-wasm-declared", "framed: site").await
}

#[tokio::test(flavor = "multi_thread")]
async fn trusted_types_are_enforced_and_nothing_of_ours_breaks_them() -> Result<()> {
    holds_on("trusted-types", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_of_nonces_lets_the_tag_bring_its_own_parts() -> Result<()> {
    holds_on("nonce-policy", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_isolates_itself_may_still_show_the_chat() -> Result<()> {
    holds_on("isolated", "full").await
}
