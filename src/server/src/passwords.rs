//! Agents' passwords: argon2id, off the async threads, a few at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::{limits, secrets};

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// Too short to stand against guessing.
    #[error("a password has at least {} characters", limits::PASSWORD_MIN_CHARS)]
    TooShort,
    /// Longer than anybody types.
    #[error("a password has at most {} bytes", limits::PASSWORD_MAX_BYTES)]
    TooLong,
    /// The hash could not be computed.
    #[error("the password could not be hashed")]
    Failed,
}

/// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
fn argon() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_error| PasswordError::Failed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Makes the PHC string of a password. Takes a core for some 30 ms.
///
/// # Errors
/// [`PasswordError`] when the password is too short or too long.
pub fn hash(password: &str) -> Result<String, PasswordError> {
    if password.chars().count() < limits::PASSWORD_MIN_CHARS {
        return Err(PasswordError::TooShort);
    }
    if password.len() > limits::PASSWORD_MAX_BYTES {
        return Err(PasswordError::TooLong);
    }
    let salt: [u8; 16] = secrets::random().map_err(|_error| PasswordError::Failed)?;
    let hash: Result<PasswordHash, _> = argon()?.hash_password_with_salt(password.as_bytes(), &salt);
    hash.map(|hash| hash.to_string()).map_err(|_error| PasswordError::Failed)
}

fn verify(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        argon().is_ok_and(|argon| argon.verify_password(password.as_bytes(), &hash).is_ok())
    })
}

/// Checks passwords, a few at a time.
#[derive(Debug)]
pub struct Verifier {
    permits: Semaphore,
    /// The hash of a password that nobody has: checking against it makes an unknown address take as long as a
    /// known one.
    nobody: String,
}

impl Verifier {
    /// A verifier with its decoy.
    ///
    /// # Errors
    /// [`PasswordError::Failed`] when not even the decoy can be hashed.
    pub fn new() -> Result<Self, PasswordError> {
        let decoy = secrets::readable::<32>().map_err(|_error| PasswordError::Failed)?;
        Ok(Self { permits: Semaphore::new(limits::HASHING_AT_ONCE), nobody: hash(&decoy)? })
    }

    /// Whether `password` belongs to `known`; the same work is done when nothing is known.
    pub async fn check(&self, password: String, known: Option<String>) -> bool {
        let Ok(_permit) = self.permits.acquire().await else { return false };
        let is_known = known.is_some();
        let hash = known.unwrap_or_else(|| self.nobody.clone());
        let too_long = password.len() > limits::PASSWORD_MAX_BYTES;
        let matches = tokio::task::spawn_blocking(move || !too_long && verify(&password, &hash)).await;
        is_known && matches.unwrap_or(false)
    }
}
