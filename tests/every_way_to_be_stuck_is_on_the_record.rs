//! The demo's ways to be stuck, one after the other, by hand: each is on the record as `www/README.md` promises, and
//! each has the way out that its article names.

use anyhow::{Result, bail, ensure};

use crate::harness::{House, Visitor, ways};

#[tokio::test(flavor = "multi_thread")]
async fn every_way_to_be_stuck_is_on_the_record_and_has_a_way_out() -> Result<()> {
    let house = House::opens().await?;
    let agent = house.agent().await?;
    agent.signs_in().await?;
    let visitor = house.visitor().await?;

    for (number, way) in (1..).zip(ways()?) {
        if number > 1 {
            // A tab's sentence names the three tasks that somebody was most stuck on; each way is to be one of them.
            visitor.goes_on_in_a_new_tab().await?;
        }
        is_stuck(&visitor, &way.id).await?;
        let words = format!("I am stuck, this is number {number}.");
        visitor.opens_chat().await?;
        visitor.says(&words).await?;
        visitor.sees_as_newest(&words).await?;
        visitor.sees_it_sent().await?;
        if number == 1 {
            agent.opens(&words).await?;
        }
        agent.sees(&words).await?;
        agent.sees_in_the_panel(&way.reads).await?;
        visitor.closes_chat().await?;
        gets_out(&visitor, &way.id).await?;
    }
    ensure!(!agent.conversation().await?.concat().contains("DE1234"), "a value left the browser");

    visitor.leaves().await?;
    agent.leaves().await?;
    house.closes()
}

/// Presses a button several times, and reads the page's answer each time.
async fn insists(visitor: &Visitor, times: usize, button: &str, answer: &str) -> Result<()> {
    for _ in 0..times {
        visitor.presses(button).await?;
        visitor.is_answered(button).await?;
        visitor.sees_on_the_page(answer).await?;
    }
    Ok(())
}

async fn is_stuck(visitor: &Visitor, way: &str) -> Result<()> {
    match way {
        "trigger" => insists(visitor, 3, "Save automation", "Trigger is required").await?,
        "test-run" => insists(visitor, 2, "Send a test", "The test run timed out").await?,
        "dead-click" => {
            visitor.walks_to("Billing").await?;
            visitor.clicks(".chip", 4).await?;
        }
        "vat" => insists(visitor, 2, "Save billing details", "VAT number is required").await?,
        "invoices" => insists(visitor, 2, "Load invoices", "403").await?,
        "export" => {
            visitor.walks_to("Reports").await?;
            insists(visitor, 2, "Export CSV", "Only workspace owners can export").await?;
        }
        "dates" => {
            for date in ["11/23/2026", "2026-11-23"] {
                visitor.writes("#from", date).await?;
                insists(visitor, 1, "Apply dates", "Invalid date").await?;
            }
        }
        "search" => {
            visitor.writes("#search", "#10482").await?;
            insists(visitor, 2, "Search", "We could not find").await?;
        }
        "figures" => insists(visitor, 2, "Refresh figures", "Something went wrong").await?,
        "time-zone" => {
            visitor.walks_to("Settings").await?;
            wants_lisbon(visitor).await?;
            visitor.comes_to("/settings/profile").await?;
            visitor.finds_chosen("#time-zone", "Berlin").await?;
            wants_lisbon(visitor).await?;
        }
        "resend" => {
            visitor.walks_to("Team and roles").await?;
            visitor.presses("Resend").await?;
            visitor.presses("Resend").await?;
        }
        "seats" => {
            visitor.writes("#invite-email", "sam@tidewell.example").await?;
            insists(visitor, 2, "Send invitation", "limit of 5 seats").await?;
        }
        "key" => {
            visitor.walks_to("API keys").await?;
            insists(visitor, 2, "Create key", "needs your attention").await?;
        }
        "sign-on" => {
            visitor.walks_to("Single sign-on").await?;
            for _ in 0..2 {
                goes_through_the_steps(visitor).await?;
                visitor.sees_on_the_page("Your domain").await?;
            }
        }
        _ => bail!("nobody knows how to be stuck in the way {way:?}"),
    }
    Ok(())
}

async fn gets_out(visitor: &Visitor, way: &str) -> Result<()> {
    match way {
        "trigger" => {
            visitor.presses("Connect").await?;
            visitor.presses("Allow access").await?;
            visitor.sees_on_the_page("Parcelway is connected").await?;
            visitor.presses("Choose a trigger").await?;
            visitor.clicks("#trigger-option-0", 1).await?;
            insists(visitor, 1, "Save automation", "is saved and on").await?;
        }
        "test-run" => {
            visitor.comes_to("/automations").await?;
            visitor.sees_on_the_page("Today, as a test").await?;
        }
        "dead-click" => {
            visitor.clicks("#prices summary", 1).await?;
            visitor.sees_on_the_page("€240").await?;
        }
        "vat" => {
            visitor.writes("#vat_number", "DE123456789").await?;
            insists(visitor, 1, "Save billing details", "billing details are saved").await?;
        }
        // A person with another role is the way out of these two.
        "invoices" | "export" => {}
        "dates" => {
            visitor.writes("#from", "01.01.2020").await?;
            visitor.presses("Apply dates").await?;
            visitor.sees_no_more("Invalid date").await?;
        }
        "search" => {
            visitor.writes("#search", "10482").await?;
            visitor.presses("Search").await?;
            visitor.sees_no_more("We could not find").await?;
        }
        "figures" => insists(visitor, 1, "Refresh figures", "The figures are updated").await?,
        "time-zone" => {
            visitor.clicks("#uses-workspace-zone", 1).await?;
            wants_lisbon(visitor).await?;
            visitor.comes_to("/settings/profile").await?;
            visitor.finds_chosen("#time-zone", "Lisbon").await?;
        }
        "resend" => {
            insists(visitor, 1, "Withdraw", "Its seat is free").await?;
            visitor.writes("#invite-email", "lena@tidewell.example").await?;
            insists(visitor, 1, "Send invitation", "The invitation is sent").await?;
            insists(visitor, 1, "Resend", "The invitation was sent again").await?;
        }
        "seats" => {
            insists(visitor, 1, "Withdraw", "Its seat is free").await?;
            insists(visitor, 1, "Send invitation", "The invitation is sent").await?;
        }
        "key" => {
            visitor.clicks("#key-limits summary", 1).await?;
            visitor.chooses("#key-expires", "in 90 days").await?;
            insists(visitor, 1, "Create key", "shown once").await?;
        }
        "sign-on" => {
            insists(visitor, 1, "Verify domain", "The domain is verified").await?;
            goes_through_the_steps(visitor).await?;
            visitor.sees_on_the_page("Single sign-on is on").await?;
        }
        _ => bail!("nobody knows the way out of {way:?}"),
    }
    Ok(())
}

async fn wants_lisbon(visitor: &Visitor) -> Result<()> {
    visitor.chooses("#time-zone", "Lisbon").await?;
    insists(visitor, 1, "Save changes", "Your changes are saved").await
}

async fn goes_through_the_steps(visitor: &Visitor) -> Result<()> {
    for button in ["Continue", "Continue to the last step", "Turn on single sign-on"] {
        visitor.presses(button).await?;
    }
    Ok(())
}
