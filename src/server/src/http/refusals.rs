//! The refusals of the API's document. They are made from [`Failure`] itself, so that what is told is what is said.

use std::collections::BTreeMap;

use api::Problem;
use utoipa::IntoResponses;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::{ContentBuilder, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Type};

use super::{Failure, static_files};

const TOO_MANY: Failure = Failure::RateLimited { wait_ms: 9_000 };

/// Names groups of failures, for the `responses(...)` of an address.
macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident: $($failure:expr),+;)+) => {$(
        $(#[$doc])*
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                told(&[$($failure),+])
            }
        }
    )+};
}

refusals! {
    /// What an address with a JSON body refuses.
    BadBody: Failure::Malformed("the body is not the JSON that this address takes"), Failure::NotJson, Failure::TooLarge,
        Failure::TooSlow;
    /// What the opening of a session refuses in its body.
    BadHello: Failure::Malformed("the body is not the JSON that this address takes"), Failure::UnknownProtocol,
        Failure::NotJson, Failure::TooLarge, Failure::TooSlow;
    /// What an address with a query refuses.
    BadQuery: Failure::Malformed("a value in the address's query is not of its kind");
    /// No agent's session.
    NoAgent: Failure::NotSignedIn;
    /// A sign-in that fails.
    BadSignIn: Failure::WrongSignIn;
    /// No visitor's token, or too much with one.
    NoVisitor: Failure::UnknownToken;
    /// A page of another origin.
    ForeignPage: Failure::ForeignOrigin("this server's own address".to_owned());
    /// No such site, or a build without pages.
    NoSite: Failure::UnknownSiteKey;
    /// No such conversation, for whoever asks.
    NoConversation: Failure::NotFound("no conversation of yours has this id");
    /// No such file.
    NoFile: static_files::NOT_BUILT;
    /// A limit is reached, at an address that needs nothing of the store.
    TooMany: TOO_MANY;
    /// No handshake.
    NoSocket: Failure::NotASocket;
    /// What may happen to every request that needs the store.
    Unlucky: Failure::Internal, Failure::Unavailable, TOO_MANY;
}

/// One response for each status; several failures of one status share it.
fn told(failures: &[Failure]) -> BTreeMap<String, RefOr<Response>> {
    let mut statuses: BTreeMap<u16, Vec<&Failure>> = BTreeMap::new();
    for failure in failures {
        statuses.entry(failure.problem().status).or_default().push(failure);
    }
    statuses.into_iter().map(|(status, failures)| (status.to_string(), response(&failures).into())).collect()
}

fn response(failures: &[&Failure]) -> Response {
    let sentence = |problem: &Problem| format!("`{}`: {}.", problem.kind, problem.detail);
    let problems: Vec<Problem> = failures.iter().map(|failure| failure.problem()).collect();
    let content = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name("Problem")))
        .example(problems.first().and_then(|problem| serde_json::to_value(problem).ok()))
        .build();
    let told: Vec<String> = problems.iter().map(sentence).collect();
    let response =
        ResponseBuilder::new().description(told.join(" ")).content("application/problem+json", content);
    if !failures.iter().any(|failure| matches!(failure, Failure::RateLimited { .. })) {
        return response.build();
    }
    let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
    let wait = HeaderBuilder::new().description(Some("Seconds to wait.")).schema(Some(seconds)).build();
    response.header("retry-after", wait).build()
}
