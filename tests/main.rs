//! Journeys: promises to visitors and agents, kept by the real server in a real browser. One file a promise.
//!
//! They need a built server (`cargo xtask build`) and a Chromium with its driver; `cargo xtask test` sees to both.

mod a_complaint_lights_the_panel;
mod a_dead_server_loses_nothing;
mod a_device_reads_as_the_server;
mod a_full_disk_loses_nothing;
mod a_kill_at_any_moment_loses_nothing;
mod a_sign_out_forgets_the_visitor;
mod an_acknowledgement_follows_its_sync;
mod every_state_fits_every_screen;
mod every_way_to_be_stuck_is_on_the_record;
mod harness;
mod host_pages;
mod the_demo_plays_itself;
mod the_last_release_is_understood;
mod the_last_release_still_works;
