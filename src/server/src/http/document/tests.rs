//! The document says what the server does.

use std::collections::BTreeSet;

use serde_json::Value;

use utoipa::OpenApi as _;

use super::{LIMITS, Undertone, examples, plain};
use crate::http::routes;

fn document() -> Value {
    let mut value = serde_json::to_value({
        let mut document = Undertone::openapi();
        document.merge(routes().into_openapi());
        document
    })
    .unwrap();
    plain::descriptions(&mut value);
    value
}

/// `GET /path` for each operation of the document.
fn told(document: &Value) -> BTreeSet<String> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, item): (&String, &Value)| -> Vec<String> {
        let methods = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];
        let there = methods.iter().filter(|method| item.get(**method).is_some());
        there.map(|method| format!("{} {path}", method.to_uppercase())).collect()
    };
    paths.iter().flat_map(methods).collect()
}

/// The same from the router itself. It lists its routes nowhere but in its debug form, which the lock file pins.
fn routed() -> BTreeSet<String> {
    let (router, _) = routes().split_for_parts();
    let text = format!("{router:?}");
    // What stands behind it are the router's own fallbacks.
    let (text, _) = text.split_once("fallback_router").unwrap();
    let mut routes = BTreeSet::new();
    for part in text.split("RouteId(").skip(1) {
        let (id, rest) = part.split_once("): ").unwrap();
        routes.insert((id.to_owned(), rest.to_owned()));
    }
    let path_of = |id: &str| {
        let paths = routes.iter().filter(|(other, _)| other == id);
        let mut paths = paths.filter_map(|(_, rest)| rest.strip_prefix('"')?.split_once('"').map(|it| it.0));
        paths.next().unwrap_or_else(|| panic!("no path for {id} in {text}")).replace("{*", "{")
    };
    let mut found = BTreeSet::new();
    for (id, rest) in &routes {
        let Some(allowed) = rest.split_once("allow_header: Bytes(b\"") else { continue };
        let allowed = allowed.1.split_once('"').unwrap().0;
        // HEAD comes with every GET.
        for method in allowed.split(',').filter(|method| *method != "HEAD") {
            found.insert(format!("{method} {}", path_of(id)));
        }
    }
    found
}

#[test]
fn every_route_is_in_the_document_and_no_other() {
    let routed = routed();
    assert!(routed.len() > 15, "the router's routes were not found: {routed:?}");
    assert_eq!(told(&document()), routed);
}

#[test]
fn every_operation_is_told_and_has_a_name_of_its_own() {
    let document = document();
    let mut names = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name.to_owned()), "{name} twice");
            assert!(operation["summary"].as_str().is_some_and(|it| !it.is_empty()), "{method} {path}");
            assert_eq!(operation["tags"].as_array().unwrap().len(), 1, "{method} {path}");
            let responses = operation["responses"].as_object().unwrap();
            assert!(!responses.is_empty(), "{method} {path}");
            // Whatever needs a session says so, and says what comes without one.
            let secured = operation.get("security").is_some();
            assert!(
                !secured || path.ends_with("/socket") || responses.contains_key("401"),
                "{method} {path}"
            );
        }
    }
}

#[test]
fn no_link_into_the_code_is_left_and_every_reference_leads_somewhere() {
    let document = document();
    let text = document.to_string();
    assert!(!text.contains("[`") && !text.contains("crate::"), "a link into the code");
    for part in text.split("\"$ref\":\"#").skip(1) {
        let place = part.split_once('"').unwrap().0;
        assert!(document.pointer(place).is_some(), "{place}");
    }
    for (name, examples) in examples::of_shapes() {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
        assert!(!examples.is_empty(), "the examples of {name} cannot be read");
    }
    for (place, ..) in LIMITS {
        assert!(document.pointer(&format!("/components/schemas/{place}")).is_some(), "{place}");
    }
}
