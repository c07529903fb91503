//! Pages whose policies allow little.

use anyhow::Result;

use super::holds_on;

#[tokio::test(flavor = "multi_thread")]
async fn a_visitor_is_heard_on_a_plain_page() -> Result<()> {
    holds_on("plain", "full").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_needs_exactly_the_lines_of_the_readme() -> Result<()> {
    holds_on("strict-policy", "full").await
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
