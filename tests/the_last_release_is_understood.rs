//! A client of an earlier release is answered by today's server with everything that it reads, and a database of an
//! earlier release is served as it was.

use anyhow::{Context as _, Result};
use xtask::release;

use crate::harness::{Release, todays_server};

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_and_request_of_a_release_is_answered_as_its_clients_expect() -> Result<()> {
    for kept in Release::all()? {
        let data = tempfile::tempdir().context("no folder for the data")?;
        let (server, sign_in) = todays_server(data.path(), "http://127.0.0.1:9")?;
        let played = release::play(&server.ready.origin, &sign_in, &kept.traffic()?).await;
        played.with_context(|| kept.name())?;
        server.stop()?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_a_release_is_served_as_it_was_and_goes_on() -> Result<()> {
    for kept in Release::all()? {
        let data = kept.data()?;
        let (server, sign_in) = todays_server(data.path(), "http://127.0.0.1:9")?;
        let played = release::play(&server.ready.origin, &sign_in, &kept.return_visit()?).await;
        played.with_context(|| kept.name())?;
        server.stop()?;
    }
    Ok(())
}
