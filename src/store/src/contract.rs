//! What every backend does, as one suite that each of them passes.
//!
//! [`holds`] panics with the broken promise. A backend's test gives it a way to open a fresh, empty store.

mod appending;
mod inbox;
mod people;
mod world;

use std::sync::Arc;

use crate::Store;
pub use world::{Home, World, refusal};

/// Runs the whole suite, each promise on a fresh store.
///
/// # Panics
/// When a promise is broken.
pub async fn holds<F>(open: F)
where
    F: AsyncFn() -> Arc<dyn Store>,
{
    let world = async || World::on(open().await).await;

    appending::places_count_up_without_gaps(world().await).await;
    appending::a_record_offered_again_is_a_duplicate(world().await).await;
    appending::another_body_under_a_used_id_is_refused(world().await).await;
    appending::ids_are_each_visitors_own(world().await).await;
    appending::a_conversation_belongs_to_who_began_it(world().await).await;
    appending::an_amendment_names_a_turn_that_is_there(world().await).await;
    appending::nobody_writes_as_somebody_else(world().await).await;
    appending::many_writers_leave_no_gap(world().await).await;
    appending::what_was_kept_reads_back_as_it_was(world().await).await;
    appending::a_closed_store_refuses_and_says_so(world().await).await;

    inbox::one_site_never_sees_another(world().await).await;
    inbox::who_needs_help_most_comes_first_and_pages_fit_together(world().await).await;
    inbox::marks_only_move_forward(world().await).await;
    inbox::a_course_that_is_behind_is_known(world().await).await;
    inbox::waiting_begins_with_a_visitor_and_ends_with_an_agent(world().await).await;

    people::a_session_ends_when_it_should(world().await).await;
    people::names_are_taken_once(world().await).await;
    people::a_visitor_is_known_by_token_and_identity_is_kept(world().await).await;
}
