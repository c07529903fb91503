//! Where everything is kept.
//!
//! **What it does.** The [`Store`] trait: sites, people, conversations and their records. [`Store::append`] gives
//! each record its place inside the commit and answers only after the disk has it. [`sqlite`] is the embedded
//! backend. The suite in `contract` (a feature) is what every backend passes.
//!
//! **What it must never know.** Sockets, HTTP, models, and what the words mean. It computes nothing about a
//! conversation but its order; how it is going is told to it ([`Store::set_courses`]). It reads no clock: every
//! time is an argument.
//!
//! **Tenancy.** Every question about a site's things takes a [`SiteScope`], which only the store makes: out of
//! a site's key, or of a signed-in agent. There is no way to ask without one.
//!
//! Main types: [`Store`], [`SiteScope`], [`Party`], [`Offer`], [`Appended`], [`ConversationRow`], [`StoreError`].

#[cfg(any(test, feature = "contract"))]
pub mod contract;
mod conversation;
mod error;
pub mod limits;
mod offer;
mod people;
mod site;
pub mod sqlite;
mod store;

pub use conversation::{ConversationRow, Course, Cursor, CursorError, InboxPage, LastTurn, Slice};
pub use error::StoreError;
pub use offer::{Appended, Offer, Party};
pub use people::{Agent, Credentials, NewAgent, NewVisitor, SignedIn, TokenHash, Visitor};
pub use site::{NewSite, Site, SiteScope};
pub use store::{Reply, Store};
