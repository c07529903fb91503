//! Schemas in words.

use maud::{Markup, html};
use serde_json::Value;

use super::{code, inline, prose};

/// One named shape.
pub(super) fn section(name: &str, schema: &Value) -> Markup {
    html! {
        article.shape aria-labelledby={ "shape-" (name) } {
            h3 id={ "shape-" (name) } {
                (name)
                a.anchor href={ "#shape-" (name) } aria-label="Link to this shape" { "#" }
            }
            (prose(schema["description"].as_str().unwrap_or_default()))
            (body(schema))
            @let examples = schema["examples"].as_array().map(Vec::as_slice).unwrap_or_default();
            @if examples.iter().any(Value::is_object) {
                details {
                    summary { (if examples.len() == 1 { "Example" } else { "Examples" }) }
                    @for it in examples { (code(it)) }
                }
            }
        }
    }
}

/// What a shape holds.
fn body(schema: &Value) -> Markup {
    if let Some(variants) = schema["oneOf"].as_array() {
        return html! {
            p { "One of these:" }
            ol.variants {
                @for variant in variants {
                    li {
                        (inline(variant["description"].as_str().unwrap_or_default()))
                        (body(variant))
                    }
                }
            }
        };
    }
    if let Some(parts) = schema["allOf"].as_array() {
        return html! { @for part in parts { (part_of(part)) } };
    }
    if schema["properties"].is_object() {
        return properties(schema);
    }
    html! { p.kind { (kind(schema)) } }
}

fn part_of(part: &Value) -> Markup {
    match part.get("$ref") {
        Some(_) => html! { p.kind { "everything of " (kind(part)) } },
        None => body(part),
    }
}

fn properties(schema: &Value) -> Markup {
    let required =
        |name: &str| schema["required"].as_array().is_some_and(|it| it.iter().any(|it| it == name));
    html! {
        dl {
            @for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                dt {
                    code { (name) }
                    span.kind { (kind(field)) }
                    @if required(name) { span.required { "required" } }
                }
                dd { (inline(field["description"].as_str().unwrap_or_default())) }
            }
        }
    }
}

/// The kind of a value, in a few words.
pub(super) fn kind(schema: &Value) -> Markup {
    if let Some(name) = schema["$ref"].as_str().and_then(|it| it.rsplit('/').next()) {
        return html! { a href={ "#shape-" (name) } { (name) } };
    }
    if let Some(kinds) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
        return html! {
            @for (place, it) in kinds.iter().enumerate() { @if place > 0 { " or " } (kind(it)) }
        };
    }
    if let Some(values) = schema["enum"].as_array() {
        return html! {
            @for (place, it) in values.iter().enumerate() {
                @if place > 0 { ", " }
                code { (it.as_str().map_or_else(|| it.to_string(), str::to_owned)) }
            }
        };
    }
    if let Some(parts) = schema["prefixItems"].as_array() {
        return html! { "list of exactly " (parts.len()) };
    }
    html! {
        @if schema.get("items").is_some() { "list of " (kind(&schema["items"])) } @else { (words(schema)) }
        (bounds(schema))
    }
}

fn words(schema: &Value) -> String {
    let word = |it: &Value| match it.as_str().unwrap_or_default() {
        "string" => "text".to_owned(),
        "integer" => "whole number".to_owned(),
        "boolean" => "true or false".to_owned(),
        "null" => "nothing".to_owned(),
        other => other.to_owned(),
    };
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().map(word).collect::<Vec<_>>().join(" or "),
        Value::Null => "any value".to_owned(),
        one => word(one),
    }
}

fn bounds(schema: &Value) -> Markup {
    let number = |name: &str| schema[name].as_f64();
    let number = |name: &str| number(name).filter(|it| it.abs() < 4_000_000_000.0);
    let range = match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) => Some(format!("{least} to {most}")),
        (Some(least), None) => Some(format!("from {least}")),
        (None, Some(most)) => Some(format!("to {most}")),
        (None, None) => None,
    };
    let most = schema["maxItems"].as_u64().map(|most| format!("at most {most}"));
    let length = schema["maxLength"].as_u64().map(|most| format!("at most {most} characters"));
    html! { @for it in [range, most, length].into_iter().flatten() { ", " (it) } }
}
