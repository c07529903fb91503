//! The words that tell what a number or value is, and the words that are never a password.

use crate::fold::Folded;

/// What a word says about what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Phone,
    Id,
    Version,
    Ssn,
    Card,
    Cvv,
    /// "pin", "otp": a secret code whatever stands before.
    Pin,
    /// "code", which depends on the word before it; as a topic, one that was qualified as secret.
    Code,
    /// As a topic only: a "code" of which nothing is known.
    PlainCode,
    Qualifier,
    Harmless,
    Unit,
    Is,
    /// "password", "token": the value may follow at once.
    Named,
}

/// Each word once. Those that people write most come first, since the lists are searched in this order.
const ROLES: [(Role, &str); 13] = [
    (
        Role::Qualifier,
        " my your verification verify security login signin auth authentication time 2fa access backup recovery \
         secret factor authenticator activation unlock reset ",
    ),
    (Role::Is, " is was are ist es est "),
    (
        Role::Phone,
        " phone phones tel telephone telefon mobile cell cellphone fax call calls called calling callback \
         whatsapp signal sms ring dial desk hotline handy landline reach answering messages registered contact text \
         rufnummer nummer movil portable ",
    ),
    (
        Role::Id,
        " order orders invoice ticket tracking reference ref case id ids serial sku isbn upc ean part \
         account customer booking confirmation receipt transaction item product job policy po rma \
         shipment parcel request quote contract vat population revenue amount total size bytes timestamp row line \
         bestellung rechnung kunde ",
    ),
    (
        Role::Version,
        " v build version versions ver release firmware update updated upgrade upgraded downgrade section step \
         chapter article clause paragraph patch driver rev revision changelog ",
    ),
    (Role::Ssn, " ssn social itin "),
    (Role::Card, " card cards credit debit visa mastercard amex maestro cc karte "),
    (Role::Cvv, " cvv cvc cvv2 cvc2 csc "),
    (Role::Pin, " pin otp passcode mfa totp tan "),
    (Role::Code, " code codes "),
    (
        Role::Harmless,
        " error status zip postal post area country promo coupon discount voucher exit response \
         http qr bar currency language color colour source dress sort reason result \
         cost branch material hs close closed ",
    ),
    (
        Role::Unit,
        " eur euro euros usd gbp chf dollars pounds yen inr sek nok dkk pln kg km mb gb kb ms percent users \
         people rows items records visitors times ",
    ),
    (Role::Named, " password passwords passwort kennwort passphrase pwd token key "),
];

/// Words that follow "password is" or "password:" and are none.
const PROSE: &str = " a about accepted after again all also always an and any are as asap at be because been being \
    blank blocked both broken but by can cannot case cant changed characters compromised correct could did does \
    doesn don empty enough error exactly expired field fields fine first for forgotten forgot from gone good has \
    have he her hidden his how i if in incorrect invalid is isn it its just last least like locked long lost make \
    mandatory match may me minimum missing must my needed needs never new no none not nothing now off ok old on \
    once only optional or our page please protected rejected required reset right same saved secure set she short \
    should shown so some still stored strong than that the their them then there they this to too true false null \
    undefined type under unknown until updated use user using valid visible was we weak went were what when where \
    which why will with within won working would wrong yes you your xxx ";

/// The role of the word between two places.
pub(super) fn role(text: &Folded<'_>, start: usize, end: usize) -> Option<Role> {
    let byte = |at: usize| text.at(at).to_ascii_lowercase();
    let bit = mix(byte(start), byte((start + end) / 2), byte(end - 1), end - start);
    if FILTER.get(bit / 8).is_none_or(|byte| byte >> (bit % 8) & 1 == 0) {
        return None;
    }
    let (word, length) = lower(text, start, end)?;
    let word = word.get(..length)?;
    // Every entry would cost more as code than as text, so the lists are searched as text.
    ROLES.iter().find(|(_, list)| has(list, word)).map(|(role, _)| *role)
}

/// Whether the word between two places is ordinary prose, never a password.
pub(super) fn is_prose(text: &Folded<'_>, start: usize, end: usize) -> bool {
    lower(text, start, end)
        .is_some_and(|(word, length)| word.get(..length).is_some_and(|word| has(PROSE, word)))
}

/// One bit per word of [`ROLES`], so that most words cost no search.
const FILTER: [u8; 256] = {
    let mut filter = [0; 256];
    let mut list = 0;
    while list < ROLES.len() {
        let words = ROLES[list].1.as_bytes();
        let (mut start, mut at) = (1, 1);
        while at < words.len() {
            if words[at] == b' ' {
                if at > start {
                    let bit = mix(words[start], words[(start + at) / 2], words[at - 1], at - start);
                    filter[bit / 8] |= 1 << (bit % 8);
                }
                start = at + 1;
            }
            at += 1;
        }
        list += 1;
    }
    filter
};

/// The factors were searched for: of the words that people write to support, 4 % are looked for in vain, where others
/// make it 11 %.
const fn mix(first: u8, middle: u8, last: u8, length: usize) -> usize {
    (first as usize * 87 + middle as usize * 105 + last as usize * 85 + length * 26) % 2048
}

/// The word in lower case, if it is short enough to be in a list.
fn lower(text: &Folded<'_>, start: usize, end: usize) -> Option<([u8; 16], usize)> {
    let mut word = [0; 16];
    let length = end - start;
    for (offset, slot) in word.get_mut(..length)?.iter_mut().enumerate() {
        *slot = text.at(start + offset).to_ascii_lowercase();
    }
    Some((word, length))
}

/// Whether a list of words, each between spaces, holds a word.
pub(super) fn has(list: &str, word: &[u8]) -> bool {
    let list = list.as_bytes();
    let Some(first) = word.first() else { return false };
    list.iter().enumerate().any(|(at, byte)| {
        byte == first
            && list.get(at.wrapping_sub(1)) == Some(&b' ')
            && list.get(at + word.len()) == Some(&b' ')
            && list.get(at..at + word.len()) == Some(word)
    })
}
