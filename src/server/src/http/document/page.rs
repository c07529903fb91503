//! The document as a page: still (no script, nothing from elsewhere), for light and dark screens, for a keyboard.

mod schema;

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::{Map, Value};

const STYLE: &str = include_str!("page/page.css");
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One address with one method.
struct Operation<'d> {
    method: &'static str,
    path: &'d str,
    told: &'d Value,
}

impl Operation<'_> {
    fn text(&self, name: &str) -> &str {
        self.told[name].as_str().unwrap_or_default()
    }

    fn is_in(&self, tag: &str) -> bool {
        self.told["tags"].as_array().is_some_and(|tags| tags.iter().any(|it| it == tag))
    }
}

/// Renders the whole document.
pub(super) fn render(document: &Value) -> String {
    let none = Map::new();
    let object = |value: &'_ Value| value.as_object().cloned().unwrap_or_default();
    let paths = document["paths"].as_object().unwrap_or(&none);
    let schemas = object(&document["components"]["schemas"]);
    let operations: Vec<Operation<'_>> = paths
        .iter()
        .flat_map(|(path, item)| {
            let told = |method| item.get(method).map(|told| Operation { method, path, told });
            METHODS.into_iter().filter_map(told)
        })
        .collect();
    let tags = document["tags"].as_array().map(Vec::as_slice).unwrap_or_default();
    let title = document["info"]["title"].as_str().unwrap_or_default();
    let version = document["info"]["version"].as_str().unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) " API" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#main" { "To the addresses" }
                (contents(tags, &operations, &schemas))
                main id="main" tabindex="-1" {
                    header {
                        h1 { (title) " API" span.version { (version) } }
                        (prose(document["info"]["description"].as_str().unwrap_or_default()))
                        p { "For programs: " a href="/v1/openapi.json" { "openapi.json" } " (OpenAPI 3.1)." }
                    }
                    (access(&document["components"]["securitySchemes"]))
                    @for tag in tags {
                        @let name = tag["name"].as_str().unwrap_or_default();
                        section.tag aria-labelledby={ "tag-" (name) } {
                            h2 id={ "tag-" (name) } { (name) }
                            (prose(tag["description"].as_str().unwrap_or_default()))
                            @for told in operations.iter().filter(|it| it.is_in(name)) { (operation(told)) }
                        }
                    }
                    section.tag aria-labelledby="shapes" {
                        h2 id="shapes" { "shapes" }
                        @for (name, told) in &schemas { (schema::section(name, told)) }
                    }
                }
            }
        }
    };
    page.into_string()
}

fn contents(tags: &[Value], operations: &[Operation<'_>], schemas: &Map<String, Value>) -> Markup {
    html! {
        nav aria-label="Contents" {
            @for tag in tags {
                @let name = tag["name"].as_str().unwrap_or_default();
                h2 { a href={ "#tag-" (name) } { (name) } }
                ul {
                    @for told in operations.iter().filter(|it| it.is_in(name)) {
                        li { a href={ "#" (told.text("operationId")) } { (told.text("summary")) } }
                    }
                }
            }
            h2 { a href="#shapes" { "shapes" } }
            details {
                summary { (schemas.len()) " of them" }
                ul { @for name in schemas.keys() { li { a href={ "#shape-" (name) } { (name) } } } }
            }
        }
    }
}

fn access(schemes: &Value) -> Markup {
    html! {
        section.tag aria-labelledby="access" {
            h2 id="access" { "access" }
            dl {
                @for (name, scheme) in schemes.as_object().into_iter().flatten() {
                    dt id={ "access-" (name) } { code { (name) } }
                    dd { (inline(scheme["description"].as_str().unwrap_or_default())) }
                }
            }
        }
    }
}

fn operation(it: &Operation<'_>) -> Markup {
    let id = it.text("operationId");
    let access = it.told["security"].as_array().into_iter().flatten().filter_map(Value::as_object);
    let access: Vec<&String> = access.flat_map(Map::keys).collect();
    html! {
        article aria-labelledby=(id) {
            h3 id=(id) { (it.text("summary")) a.anchor href={ "#" (id) } aria-label="Link to this address" { "#" } }
            p.address { span class={ "method " (it.method) } { (it.method) } code { (it.path) } }
            (prose(it.text("description")))
            @if !access.is_empty() {
                p.access {
                    "Needs " @for name in access { a href={ "#access-" (name) } { code { (name) } } } "."
                }
            }
            (parameters(&it.told["parameters"]))
            @if let Some(body) = it.told["requestBody"]["content"]["application/json"].as_object() {
                h4 { "Body" }
                p { (schema::kind(body.get("schema").unwrap_or(&Value::Null))) }
                (example(body.get("example")))
            }
            h4 { "Answers" }
            (answers(&it.told["responses"]))
        }
    }
}

fn parameters(list: &Value) -> Markup {
    let Some(list) = list.as_array() else { return html! {} };
    html! {
        h4 { "Parameters" }
        dl {
            @for it in list {
                dt {
                    code { (it["name"].as_str().unwrap_or_default()) }
                    span.kind { (schema::kind(&it["schema"])) ", in the " (it["in"].as_str().unwrap_or_default()) }
                    @if it["required"] == true { span.required { "required" } }
                }
                dd { (inline(it["description"].as_str().unwrap_or_default())) }
            }
        }
    }
}

fn answers(list: &Value) -> Markup {
    html! {
        dl.answers {
            @for (status, it) in list.as_object().into_iter().flatten() {
                dt class=(if status.starts_with('2') { "good" } else { "other" }) { (status) }
                dd {
                    (inline(it["description"].as_str().unwrap_or_default()))
                    @for (media, content) in it["content"].as_object().into_iter().flatten() {
                        @if media == "application/json" { " " (schema::kind(&content["schema"])) }
                    }
                }
            }
        }
    }
}

fn example(value: Option<&Value>) -> Markup {
    let Some(value) = value else { return html! {} };
    html! { details { summary { "Example" } (code(value)) } }
}

/// A block of JSON, which a keyboard can scroll.
fn code(value: &Value) -> Markup {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    html! { pre tabindex="0" { code { (text) } } }
}

/// Paragraphs.
fn prose(text: &str) -> Markup {
    html! { @for paragraph in text.split("\n\n").filter(|it| !it.is_empty()) { p { (inline(paragraph)) } } }
}

/// One line, where backticks stand around code.
fn inline(text: &str) -> Markup {
    html! {
        @for (place, part) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_the_document_says_is_text_and_never_markup() {
        let hostile = "<script>alert(1)</script>";
        let document = json!({
            "info": { "title": hostile, "version": "1", "description": hostile },
            "tags": [{ "name": "t", "description": hostile }],
            "paths": { "/a": { "get": { "operationId": "a", "summary": hostile, "tags": ["t"], "responses": {
                "200": { "description": hostile, "content": { "application/json": { "schema": { "type": hostile } } } }
            } } } },
            "components": { "schemas": { "S": { "description": hostile, "type": "object", "properties": {
                hostile: { "description": hostile, "enum": [hostile] } } } } },
        });
        let page = render(&document);
        assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
    }
}
