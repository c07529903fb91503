//! Token buckets by name.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use prometheus_client::metrics::counter::Counter;

use crate::limits;

/// How fast one name may go.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rate {
    /// Tokens of a full bucket.
    pub(crate) burst: u32,
    /// Milliseconds until one token comes back.
    pub(crate) every_ms: u32,
}

impl Rate {
    pub(crate) const fn per_second(burst: u32, per_second: u32) -> Self {
        assert!(per_second > 0 && per_second <= 1_000, "a bucket counts whole milliseconds");
        Self { burst, every_ms: 1_000 / per_second }
    }
}

/// One bucket.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    /// In milliseconds of refilling, so that there are no fractions.
    level_ms: i64,
    at_ms: i64,
}

impl Bucket {
    fn full(rate: Rate, now_ms: i64) -> Self {
        Self { level_ms: i64::from(rate.burst) * i64::from(rate.every_ms), at_ms: now_ms }
    }

    /// Takes one token, or says in how many milliseconds there is one.
    fn take(&mut self, rate: Rate, now_ms: i64) -> Result<(), i64> {
        let every = i64::from(rate.every_ms);
        // A clock that was set back must not empty a bucket, hence the `max`.
        let refilled = self.level_ms + (now_ms - self.at_ms).max(0);
        self.level_ms = refilled.min(i64::from(rate.burst) * every);
        self.at_ms = now_ms;
        if self.level_ms < every {
            return Err(every - self.level_ms);
        }
        self.level_ms -= every;
        Ok(())
    }

    fn is_full(&self, rate: Rate, now_ms: i64) -> bool {
        self.level_ms + (now_ms - self.at_ms).max(0) >= i64::from(rate.burst) * i64::from(rate.every_ms)
    }
}

/// One bucket for each name.
#[derive(Debug)]
pub(crate) struct Limiter<K> {
    rate: Rate,
    buckets: Mutex<HashMap<K, Bucket>>,
    refused: Counter,
}

impl<K: Eq + Hash> Limiter<K> {
    pub(crate) fn new(rate: Rate, refused: Counter) -> Self {
        Self { rate, buckets: Mutex::new(HashMap::new()), refused }
    }

    /// Takes one token of this name, or says in how many milliseconds there is one.
    pub(crate) fn take(&self, name: K, now_ms: i64) -> Result<(), i64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= limits::LIMITER_KEYS && !buckets.contains_key(&name) {
            buckets.retain(|_, bucket| !bucket.is_full(self.rate, now_ms));
            if buckets.len() >= limits::LIMITER_KEYS {
                // So many names at once are an attack by names; forgetting them is the lesser harm.
                buckets.clear();
            }
        }
        let bucket = buckets.entry(name).or_insert_with(|| Bucket::full(self.rate, now_ms));
        bucket.take(self.rate, now_ms).inspect_err(|_wait_ms| {
            self.refused.inc();
        })
    }

    /// Gives a token back.
    pub(crate) fn give_back(&self, name: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(name) {
            bucket.level_ms += i64::from(self.rate.every_ms);
        }
    }
}

/// What limits by address are counted for: an IPv4 address, or the network of an IPv6 one, since whoever has one
/// address of a /64 has them all.
pub(crate) fn network(ip: IpAddr) -> IpAddr {
    match ip {
        IpAddr::V4(_) => ip,
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_then_its_rate() {
        let limiter = Limiter::new(Rate { burst: 2, every_ms: 100 }, Counter::default());
        assert_eq!(limiter.take("a", 0), Ok(()));
        assert_eq!(limiter.take("a", 0), Ok(()));
        assert_eq!(limiter.take("a", 30), Err(70));
        assert_eq!(limiter.take("b", 30), Ok(()));
        assert_eq!(limiter.take("a", 100), Ok(()));
        assert_eq!(limiter.take("a", 50), Err(100), "a clock set back gives nothing and takes nothing");
        assert_eq!(limiter.refused.get(), 2);
    }

    #[test]
    fn an_ipv6_network_is_one_caller() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("192.0.2.7"), "192.0.2.7");
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
