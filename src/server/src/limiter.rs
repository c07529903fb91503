//! Token buckets by name.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

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
        Self { burst, every_ms: 1_000 / per_second }
    }
}

/// One bucket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    /// In milliseconds of refilling, so that there are no fractions.
    level_ms: i64,
    at_ms: i64,
}

impl Bucket {
    pub(crate) fn full(rate: Rate, now_ms: i64) -> Self {
        Self { level_ms: i64::from(rate.burst) * i64::from(rate.every_ms), at_ms: now_ms }
    }

    /// Takes one token, or says in how many milliseconds there is one.
    pub(crate) fn take(&mut self, rate: Rate, now_ms: i64) -> Result<(), i64> {
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
}

impl<K: Eq + Hash> Limiter<K> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, buckets: Mutex::new(HashMap::new()) }
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
        buckets.entry(name).or_insert_with(|| Bucket::full(self.rate, now_ms)).take(self.rate, now_ms)
    }

    /// Gives a token back.
    pub(crate) fn give_back(&self, name: &K) {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(name) {
            bucket.level_ms += i64::from(self.rate.every_ms);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_gives_its_burst_then_its_rate() {
        let limiter = Limiter::new(Rate { burst: 2, every_ms: 100 });
        assert_eq!(limiter.take("a", 0), Ok(()));
        assert_eq!(limiter.take("a", 0), Ok(()));
        assert_eq!(limiter.take("a", 30), Err(70));
        assert_eq!(limiter.take("b", 30), Ok(()));
        assert_eq!(limiter.take("a", 100), Ok(()));
        assert_eq!(limiter.take("a", 50), Err(100), "a clock set back gives nothing and takes nothing");
    }
}
