//! Random values and the tokens made of them.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use record::{AgentId, SiteId, VisitorId};
use sha2::{Digest as _, Sha256};
use store::TokenHash;

use crate::clock;

/// The operating system gave no randomness. Nothing secret can be made then.
#[derive(Debug, thiserror::Error)]
#[error("the operating system gives no randomness: {0}")]
pub struct NoRandomness(getrandom::Error);

/// Random bytes from the operating system.
///
/// # Errors
/// [`NoRandomness`], which on a running system does not happen.
pub fn random<const N: usize>() -> Result<[u8; N], NoRandomness> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(NoRandomness)?;
    Ok(bytes)
}

/// A bearer token: 256 random bits. It is shown once, to whom it belongs; the store only ever gets its hash.
pub struct Token([u8; 32]);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// A new one.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn mint() -> Result<Self, NoRandomness> {
        random().map(Self)
    }

    /// Reads what [`Self::reveal`] gave; nothing for any other text.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }

    /// The token in letters, for its owner only.
    #[must_use]
    pub fn reveal(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The key of its owner's records. The token does not follow from it.
    pub(crate) fn digest_key(&self) -> DigestKey {
        DigestKey(keyed(&self.0, b"undertone: digests of records, 1"))
    }

    /// What the store keeps and finds it by. Because the search goes by the hash of 256 random bits, how long a
    /// comparison takes says nothing about any token.
    #[must_use]
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

/// What the digests of one visitor's records are made with.
///
/// A digest of what a client sends before the wall would let whoever reads the database guess the values that the
/// scrubber took out, one after the other. This key comes from the visitor's token, of which the database holds
/// only a hash, so without the token there is nothing to guess against.
#[derive(Clone, Copy)]
pub(crate) struct DigestKey([u8; 32]);

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DigestKey(..)")
    }
}

impl DigestKey {
    /// The digest of one record, as it was offered.
    pub(crate) fn digest(&self, bytes: &[u8]) -> [u8; 32] {
        keyed(&self.0, bytes)
    }
}

fn keyed(key: &[u8; 32], bytes: &[u8]) -> [u8; 32] {
    // HMAC fills a short key up to its block with zeros.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = Hmac::<Sha256>::new(&block.into());
    mac.update(bytes);
    mac.finalize().into_bytes().into()
}

/// Mints a visitor's id.
///
/// # Errors
/// [`NoRandomness`].
pub fn visitor_id(now_ms: i64) -> Result<VisitorId, NoRandomness> {
    Ok(VisitorId::mint(clock::unsigned(now_ms), random()?))
}

/// Mints an agent's id.
///
/// # Errors
/// [`NoRandomness`].
pub fn agent_id(now_ms: i64) -> Result<AgentId, NoRandomness> {
    Ok(AgentId::mint(clock::unsigned(now_ms), random()?))
}

/// Mints a site's id.
///
/// # Errors
/// [`NoRandomness`].
pub fn site_id(now_ms: i64) -> Result<SiteId, NoRandomness> {
    Ok(SiteId::mint(clock::unsigned(now_ms), random()?))
}

/// A short random text of letters that cannot be mistaken for each other, for keys and first passwords.
///
/// # Errors
/// [`NoRandomness`].
pub fn readable<const N: usize>() -> Result<String, NoRandomness> {
    // 32 letters, so that every byte chooses evenly: 5 bits each.
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz23456789x";
    let bytes: [u8; N] = random()?;
    Ok(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = Token::mint().unwrap();
        let again = Token::parse(&token.reveal()).unwrap();
        assert_eq!(token.hash(), again.hash());
        assert!(!format!("{token:?}").contains(&token.reveal()));
        for text in ["", "abc", &token.reveal()[1..], &format!("{}=", token.reveal()), &"!".repeat(43)] {
            assert!(Token::parse(text).is_none(), "{text:?}");
        }
    }
}
