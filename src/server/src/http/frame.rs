//! `/frame?site=KEY`: the chat's page, which only the site's own origins may show.

#![expect(unused_qualifications, reason = "the document's macro names the query's type by its whole path")]

use std::io::Write as _;
use std::sync::Arc;

use api::visitor::FrameConfig;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::extract::Query;
use super::refusals::{BadQuery, NoSite, Unlucky};
use super::{Failure, policy, static_files};
use crate::app::App;
use crate::asset;

pub(super) fn router() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new().routes(routes!(frame))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The public key of the site.
    site: String,
}

/// The chat's page
///
/// `embed.js` shows it in a frame; its policy lets only the site's own origins do so.
#[utoipa::path(
    get,
    path = "/frame",
    operation_id = "frame",
    tag = "pages",
    params(Which),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html; charset=utf-8"),
        BadQuery, NoSite, Unlucky,
    ),
)]
async fn frame(
    State(app): State<Arc<App>>,
    Query(which): Query<Which>,
    request: HeaderMap,
) -> Result<Response, Failure> {
    let site = app.store.site_by_key(&which.site).await?.ok_or(Failure::UnknownSiteKey)?;
    let page = asset::find("frame.html").ok_or(static_files::NOT_BUILT)?;
    let html = std::str::from_utf8(page.file.bytes).map_err(|_error| Failure::Internal)?;
    let config = FrameConfig {
        site_key: site.key,
        site_name: site.name,
        allowed_origins: site.allowed_origins.clone(),
        // The browser says it in this header to us, and to no script of a frame in Firefox or WebKit.
        model_url: if saves_data(&request) { String::new() } else { asset::model_url() },
        names: site.names,
        accent: site.accent,
    };
    let mut headers = policy::page_headers(&app, html, &site.allowed_origins);
    // A host page that isolates itself (COEP) may still show the frame, which must be isolated too: it loads nothing
    // but its own.
    for (name, value) in
        [("cross-origin-resource-policy", "cross-origin"), ("cross-origin-embedder-policy", "require-corp")]
    {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    headers.insert(header::VARY, HeaderValue::from_static("save-data, accept-encoding"));
    let html = with_config(html, &config).ok_or(Failure::Internal)?;
    if static_files::accepts(&request, "br")
        && let Some(packed) = packed(&html)
    {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
        return Ok((headers, packed).into_response());
    }
    Ok((headers, html).into_response())
}

/// Brotli's quality for a page that is packed for each request: a fraction of a millisecond for these few kilobytes, and
/// within a tenth of what the best one, which takes ten times as long, makes of them.
const QUALITY: u32 = 6;

/// The page as brotli packs it.
fn packed(html: &str) -> Option<Vec<u8>> {
    let mut packed = Vec::with_capacity(html.len() / 2);
    let mut packer = brotli::CompressorWriter::new(&mut packed, 4_096, QUALITY, 16);
    packer.write_all(html.as_bytes()).ok()?;
    drop(packer);
    Some(packed)
}

fn saves_data(request: &HeaderMap) -> bool {
    request.get("save-data").is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"on"))
}

/// Puts the site's configuration before `</head>`. It is data to the browser and not a script, so the policy needs
/// no hash for it; `<` is written so that no value can end the element.
fn with_config(html: &str, config: &FrameConfig) -> Option<String> {
    let json = serde_json::to_string(config).ok()?.replace('<', "\\u003c");
    let (head, rest) = html.split_once("</head>")?;
    Some(format!(
        "{head}<script type=\"application/json\" id=\"undertone-site\">{json}</script></head>{rest}"
    ))
}

#[cfg(test)]
mod tests {
    use record::SiteNames;

    use super::*;

    #[test]
    fn a_packed_page_is_the_page() {
        let html = "<p>a page of some length</p>".repeat(300);
        let packed = packed(&html).unwrap();
        assert!(packed.len() < html.len() / 10, "{} bytes", packed.len());
        let mut unpacked = String::new();
        std::io::Read::read_to_string(&mut brotli::Decompressor::new(&*packed, 4_096), &mut unpacked)
            .unwrap();
        assert_eq!(unpacked, html);
    }

    #[test]
    fn a_site_name_cannot_end_the_element() {
        let config = FrameConfig {
            site_key: "k".to_owned(),
            site_name: "</script><script>alert(1)</script>".to_owned(),
            allowed_origins: Vec::new(),
            model_url: String::new(),
            accent: "#000000".to_owned(),
            names: SiteNames::default(),
        };
        let html = with_config("<head></head><body></body>", &config).unwrap();
        assert_eq!(html.matches("</script>").count(), 1);
        assert!(with_config("no head", &config).is_none());
    }
}
