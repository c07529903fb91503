//! Who calls, when a reverse proxy stands in between.
//!
//! A header is only a claim. It is believed as far as the proxies that the operator trusts have written it: each of
//! them adds whom it heard from, so the claims are read from the right, up to the first that is no trusted proxy.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use ipnet::IpNet;

use crate::settings::{Network, ProxyHeader};

/// The proxies that the operator trusts.
#[derive(Debug, Clone)]
pub struct Proxies {
    networks: Vec<IpNet>,
    header: ProxyHeader,
}

impl Proxies {
    /// These, which name the caller in this header.
    #[must_use]
    pub fn new(networks: &[Network], header: ProxyHeader) -> Self {
        Self { networks: networks.iter().map(|network| network.0).collect(), header }
    }

    /// None: whoever connects is the caller.
    #[must_use]
    pub fn none() -> Self {
        Self::new(&[], ProxyHeader::XForwardedFor)
    }

    /// Whether this is the address of one of them.
    pub(crate) fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(&address))
    }

    /// The address that limits are counted for.
    pub(crate) fn caller(&self, peer: SocketAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer.ip().to_canonical();
        if !self.trusts(caller) {
            return caller;
        }
        let name = match self.header {
            ProxyHeader::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            ProxyHeader::Forwarded => header::FORWARDED,
        };
        let values = headers.get_all(name).iter().map(HeaderValue::as_bytes);
        let claims: Vec<&[u8]> = values.flat_map(|value| value.split(|byte| *byte == b',')).collect();
        for claim in claims.into_iter().rev() {
            // Each by itself: bytes that a stranger put before them take nothing from the claims of proxies.
            let claim = str::from_utf8(claim).unwrap_or_default();
            let claimed = match self.header {
                ProxyHeader::XForwardedFor => address(claim),
                ProxyHeader::Forwarded => forwarded_for(claim).and_then(address),
            };
            // What cannot be read was not written by a trusted proxy; the one before is the last that is known.
            let Some(claimed) = claimed else { break };
            caller = claimed;
            if !self.trusts(caller) {
                break;
            }
        }
        caller
    }
}

/// The `for` of one element of a `Forwarded` header (RFC 7239), without its quotes.
fn forwarded_for(element: &str) -> Option<&str> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    values.next().map(|(_, value)| value.trim().trim_matches('"'))
}

/// An address as proxies write it: alone, or with a port.
fn address(claim: &str) -> Option<IpAddr> {
    let claim = claim.trim();
    let bare = claim.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(claim);
    let alone = bare.parse::<IpAddr>().ok();
    alone.or_else(|| claim.parse::<SocketAddr>().ok().map(|it| it.ip())).map(|it| it.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller(proxies: &Proxies, peer: &str, headers: &[(&'static str, &'static str)]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        proxies.caller(SocketAddr::new(peer.parse().unwrap(), 4711), &map).to_string()
    }

    #[test]
    fn a_claim_counts_only_as_far_as_trusted_proxies_wrote_it() {
        let networks = ["127.0.0.1", "10.0.0.0/8"].map(|it| it.parse().unwrap());
        let proxies = Proxies::new(&networks, ProxyHeader::XForwardedFor);
        let name = "x-forwarded-for";
        assert_eq!(
            caller(&Proxies::none(), "127.0.0.1", &[(name, "9.9.9.9")]),
            "127.0.0.1",
            "nobody is trusted"
        );
        assert_eq!(caller(&proxies, "8.8.8.8", &[(name, "9.9.9.9")]), "8.8.8.8", "a stranger's claim");
        assert_eq!(caller(&proxies, "127.0.0.1", &[]), "127.0.0.1", "no claim");
        assert_eq!(caller(&proxies, "127.0.0.1", &[(name, "9.9.9.9")]), "9.9.9.9");
        assert_eq!(caller(&proxies, "::ffff:127.0.0.1", &[(name, "9.9.9.9")]), "9.9.9.9");
        assert_eq!(
            caller(&proxies, "10.1.1.1", &[(name, "1.1.1.1, 9.9.9.9, 10.2.2.2")]),
            "9.9.9.9",
            "forged first"
        );
        assert_eq!(
            caller(&proxies, "10.1.1.1", &[(name, "1.1.1.1"), (name, "9.9.9.9")]),
            "9.9.9.9",
            "two headers"
        );
        assert_eq!(caller(&proxies, "10.1.1.1", &[(name, "1.1.1.1, nonsense")]), "10.1.1.1");
        assert_eq!(caller(&proxies, "10.1.1.1", &[(name, "10.3.3.3")]), "10.3.3.3", "an own machine");
        assert_eq!(caller(&proxies, "10.1.1.1", &[(name, "[2001:db8::1]:80")]), "2001:db8::1");
        assert_eq!(
            caller(&proxies, "10.1.1.1", &[("forwarded", "for=9.9.9.9")]),
            "10.1.1.1",
            "the other header"
        );
    }

    #[test]
    fn bytes_that_are_no_text_take_nothing_from_the_claims_beside_them() {
        let proxies = Proxies::new(&["127.0.0.1".parse().unwrap()], ProxyHeader::XForwardedFor);
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_bytes(b"\xff\xfe, 9.9.9.9").unwrap());
        let peer = SocketAddr::new("127.0.0.1".parse().unwrap(), 4711);
        assert_eq!(proxies.caller(peer, &headers).to_string(), "9.9.9.9");
    }

    #[test]
    fn rfc_7239_is_read_too() {
        let proxies = Proxies::new(&["10.0.0.0/8".parse().unwrap()], ProxyHeader::Forwarded);
        for (value, expected) in [
            ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
            ("For=\"[2001:db8:cafe::17]:4711\"", "2001:db8:cafe::17"),
            ("for=1.1.1.1, for=9.9.9.9;host=a, for=10.0.0.7", "9.9.9.9"),
            ("for=unknown", "10.1.1.1"),
            ("proto=https", "10.1.1.1"),
        ] {
            assert_eq!(caller(&proxies, "10.1.1.1", &[("forwarded", value)]), expected, "{value}");
        }
        assert_eq!(caller(&proxies, "10.1.1.1", &[("x-forwarded-for", "9.9.9.9")]), "10.1.1.1");
    }
}
