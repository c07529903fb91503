//! Model bytes and text in; labels with confidence and evidence out.
//!
//! **What it does.** [`Features::of`] cuts a text into hashed features, [`Model::read`] sums the rows of integers of those
//! that it knows and turns the sums into calibrated confidences, [`Model::evidence`] says which
//! words moved a label, [`Model::explain`] by how much. The features and the file format live only here: the trainer calls the same code and
//! writes [`ModelParts`].
//!
//! **What it must never know.** Records, scrubbing, the DOM, files, clocks. It does no I/O and keeps nothing;
//! the same bytes and text give the same answer in every build, because sums are integers and the few
//! floating-point functions come from `libm`.
//!
//! **Out of scope.** Rules: what a text means is learnt from rows. Only what has a shape of its own is found
//! by small scanners: [`entities()`] (ids, amounts, dates, error codes, names that the site gives) and [`attempts()`] (what the writer says
//! they tried).

#![no_std]

extern crate alloc;

mod attempts;
mod confidence;
mod entities;
mod evidence;
mod features;
mod format;
mod keys;
mod language;
pub mod limits;
mod model;
mod names;
mod table;
mod token;
mod words;

pub use attempts::{Attempt, attempts};
pub use entities::{Entity, EntityKind, entities};
pub use evidence::Explanation;
pub use features::{FEATURE_VERSION, Features, GROUPS, Occurrence, is_negated, key, scales};
pub use format::{ModelError, ModelParts, vocabulary};
pub use language::Language;
pub use model::{Confidences, Head, HeadKind, LabelSpec, Model};
pub use names::{Names, Role};
