//! The schemas of what is more than its fields: texts from closed alphabets, versions, and fields that nobody knows.

use std::vec;

use utoipa::openapi::schema::{AdditionalProperties, ArrayItems, SchemaType};
use utoipa::openapi::{ArrayBuilder, ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{Extra, Label, SCHEMA_VERSION, SchemaVersion, Span, limits};

/// A text.
pub(crate) fn text() -> ObjectBuilder {
    ObjectBuilder::new().schema_type(Type::String)
}

impl PartialSchema for Label {
    fn schema() -> RefOr<Schema> {
        text()
            .description(Some("A short name from a closed alphabet."))
            .min_length(Some(1))
            .max_length(Some(limits::LABEL_BYTES))
            .pattern(Some("^[a-z0-9_.@-]+$"))
            .into()
    }
}

impl ToSchema for Label {}

impl PartialSchema for SchemaVersion {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::Integer)
            .description(Some("The version of the record's shape."))
            .minimum(Some(1))
            .maximum(Some(SCHEMA_VERSION))
            .into()
    }
}

impl ToSchema for SchemaVersion {}

impl PartialSchema for Span {
    fn schema() -> RefOr<Schema> {
        let place = || {
            ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(u32::MAX)).build()
        };
        ArrayBuilder::new()
            .description(Some("A half-open range of UTF-8 bytes in the turn's text: start and end."))
            .prefix_items(vec![place(), place()])
            .items(ArrayItems::False)
            .min_items(Some(2))
            .max_items(Some(2))
            .into()
    }
}

impl ToSchema for Span {}

impl PartialSchema for Extra {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::new(Type::Object))
            .description(Some(
                "Fields of a newer schema: kept, their strings scrubbed; at most 16 of them and 4 KiB together.",
            ))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .into()
    }
}

impl ToSchema for Extra {}
