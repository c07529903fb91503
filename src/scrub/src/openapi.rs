//! The schemas of scrubbed text and of what was replaced in it.

use std::collections::BTreeMap;

use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::{Kind, Redactions, Scrubbed};

impl PartialSchema for Scrubbed {
    fn schema() -> RefOr<Schema> {
        let told = "Text without personal or secret values: each is replaced by a placeholder such as `[email#1]`. The \
                    server scrubs again what it is sent.";
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(told))
            .examples(["Please write to [email#1]"])
            .into()
    }
}

impl ToSchema for Scrubbed {}

impl PartialSchema for Redactions {
    fn schema() -> RefOr<Schema> {
        let count =
            || ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(0)).maximum(Some(u32::MAX));
        let kinds: BTreeMap<_, _> = Kind::ALL.into_iter().map(|kind| (kind.name(), count())).collect();
        kinds
            .into_iter()
            .fold(ObjectBuilder::new(), |object, (name, count)| object.property(name, count))
            .schema_type(Type::Object)
            .description(Some("How many values of each kind were replaced."))
            .additional_properties(Some(AdditionalProperties::FreeForm(true)))
            .into()
    }
}

impl ToSchema for Redactions {}
