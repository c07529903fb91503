//! Which language a text is in, as far as it matters: is it one the model was trained on?
//!
//! Small and cautious. English is recognised by the model's vocabulary; a handful of other languages by their
//! commonest words; scripts by their letters. Everything else is unknown, and a model has no opinion on
//! texts in a language it has not learnt.

use alloc::vec::Vec;

use crate::features::Features;
use crate::model::Model;

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language(&'static str);

impl Language {
    /// The language that the default model was trained on.
    pub const ENGLISH: Self = Self("en");
    /// No words, too few, or none that are known.
    pub const UNKNOWN: Self = Self("unknown");

    /// ISO 639-1 code, or `unknown`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }
}

/// Commonest words that are no words of English. A word that several of these languages share is listed for
/// each.
const COMMON: [(&str, &[&str]); 7] = [
    (
        "de",
        &[
            "ich",
            "und",
            "nicht",
            "der",
            "das",
            "ist",
            "ein",
            "eine",
            "mit",
            "wie",
            "kann",
            "mein",
            "meine",
            "wir",
            "sie",
            "den",
            "dem",
            "auf",
            "für",
            "bitte",
            "aber",
            "wenn",
            "wird",
            "haben",
            "habe",
            "es",
            "zu",
            "mich",
            "mir",
            "kein",
            "keine",
            "auch",
            "noch",
            "schon",
            "danke",
            "funktioniert",
            "wo",
            "am",
            "im",
            "von",
            "seit",
            "sollte",
            "bleibt",
            "warum",
            "wann",
            "mehr",
            "nur",
            "bei",
            "nach",
            "heute",
            "kommen",
            "möchte",
            "muss",
        ],
    ),
    (
        "fr",
        &[
            "je",
            "le",
            "les",
            "des",
            "une",
            "est",
            "pas",
            "vous",
            "mon",
            "ma",
            "mes",
            "pour",
            "avec",
            "dans",
            "que",
            "qui",
            "ne",
            "et",
            "du",
            "ce",
            "cette",
            "nous",
            "il",
            "elle",
            "merci",
            "bonjour",
            "mais",
            "j'ai",
            "c'est",
            "comment",
            "sur",
            "au",
            "fonctionne",
        ],
    ),
    (
        "es",
        &[
            "el", "los", "las", "una", "es", "por", "con", "para", "mi", "que", "como", "está", "pero",
            "muy", "no", "se", "lo", "y", "del", "puedo", "tengo", "gracias", "hola", "cómo", "qué", "mis",
            "ayuda", "quiero", "funciona", "cuenta",
        ],
    ),
    (
        "it",
        &[
            "il", "che", "di", "non", "per", "una", "sono", "con", "mi", "ho", "come", "della", "mio", "mia",
            "gli", "questo", "grazie", "ciao", "posso", "anche", "funziona", "è", "ma", "si", "nel", "ad",
            "al", "alla", "da", "dal", "dei", "delle", "riesco", "vorrei", "potete", "sono", "ancora",
            "perché", "quando",
        ],
    ),
    (
        "pt",
        &[
            "não", "uma", "para", "com", "meu", "minha", "como", "está", "eu", "os", "mas", "por", "que",
            "obrigado", "olá", "você", "isso", "consigo", "funciona", "são", "é", "na", "da", "conta",
        ],
    ),
    (
        "nl",
        &[
            "ik", "het", "een", "niet", "van", "mijn", "dat", "je", "voor", "met", "kan", "hoe", "maar",
            "ook", "zijn", "deze", "wordt", "bij", "graag", "bedankt", "werkt", "geen", "heb", "naar",
        ],
    ),
    (
        "sv",
        &[
            "jag", "och", "inte", "det", "är", "att", "som", "på", "för", "med", "min", "mitt", "kan", "hur",
            "vi", "har", "tack", "hej", "fungerar", "ett", "till",
        ],
    ),
];

/// The language of a text whose features were read.
pub(crate) fn identify(model: &Model, features: &Features, text: &str) -> Language {
    let mut letters = 0;
    let mut known = 0;
    let mut votes = [0_u16; COMMON.len()];
    let mut foreign = Scripts::default();
    for word in features.words().iter().filter(|word| word.is_letters) {
        let Some(part) = text.get(word.start as usize..word.end as usize) else { continue };
        letters += 1;
        foreign.add(part);
        known += u32::from(model.knows(word.hash));
        let languages = model.common.languages(word.hash);
        for (at, votes) in votes.iter_mut().enumerate() {
            *votes = votes.saturating_add(u16::from(languages & (1 << at) != 0));
        }
    }
    if let Some(language) = foreign.language() {
        return language;
    }
    let (best, hits) = votes
        .iter()
        .enumerate()
        .fold((0, 0), |best, (at, votes)| if *votes > best.1 { (at, *votes) } else { best });
    let hits = u32::from(hits);
    // One foreign word of three, or two of five, is beyond loan words and names.
    if hits * 3 >= letters && hits > 0 && (hits > 1 || known < letters) {
        return COMMON.get(best).map_or(Language::UNKNOWN, |(code, _)| Language(code));
    }
    // Names, typos and jargon are unknown words too; two fifths of an English text are still plain words.
    if letters > 0 && known * 5 >= letters * 2 { Language::ENGLISH } else { Language::UNKNOWN }
}

/// The commonest words of the languages as sorted hashes, each with the languages it belongs to, one bit each.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CommonWords(Vec<(u32, u8)>);

impl CommonWords {
    /// Hashes the lists, once for a model.
    pub(crate) fn new() -> Self {
        let mut words: Vec<(u32, u8)> = Vec::new();
        let mut features = Features::default();
        for (at, (_, list)) in COMMON.iter().enumerate() {
            for word in *list {
                features.read(word);
                words.extend(features.word_hashes().map(|hash| (hash, 1 << at)));
            }
        }
        words.sort_unstable();
        words.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 |= if same { next.1 } else { 0 };
            same
        });
        Self(words)
    }

    fn languages(&self, hash: u32) -> u8 {
        let found = self.0.binary_search_by_key(&hash, |(hash, _)| *hash);
        found.ok().and_then(|at| self.0.get(at)).map_or(0, |(_, languages)| *languages)
    }
}

/// Letters by script, where a script says more than words do.
#[derive(Default)]
struct Scripts {
    latin: u32,
    other: u32,
    kana: u32,
    hangul: u32,
    han: u32,
    greek: u32,
    hebrew: u32,
    thai: u32,
}

impl Scripts {
    fn add(&mut self, word: &str) {
        if word.is_ascii() {
            self.latin += u32::try_from(word.len()).unwrap_or(u32::MAX);
            return;
        }
        for letter in word.chars().filter(|letter| letter.is_alphabetic()) {
            let count = match letter {
                'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => &mut self.latin,
                '\u{3040}'..='\u{30ff}' => &mut self.kana,
                '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' => &mut self.hangul,
                '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' => &mut self.han,
                '\u{370}'..='\u{3ff}' => &mut self.greek,
                '\u{590}'..='\u{5ff}' => &mut self.hebrew,
                '\u{e00}'..='\u{e7f}' => &mut self.thai,
                _ => &mut self.other,
            };
            *count += 1;
        }
    }

    /// A language when most letters are not Latin: its code where the script has one language, else unknown.
    fn language(&self) -> Option<Language> {
        let single = [
            (self.kana, "ja"),
            (self.hangul, "ko"),
            (self.han, "zh"),
            (self.greek, "el"),
            (self.hebrew, "he"),
            (self.thai, "th"),
        ];
        let foreign = self.other + single.iter().map(|(count, _)| count).sum::<u32>();
        if foreign <= self.latin {
            return None;
        }
        // Japanese mixes kana with Han; a fifth of kana is enough to tell it from Chinese.
        if self.kana > 0 && self.kana * 5 >= self.han {
            return Some(Language("ja"));
        }
        let found = single.into_iter().find(|(count, _)| *count * 2 > foreign);
        Some(found.map_or(Language::UNKNOWN, |(_, code)| Language(code)))
    }
}

impl Model {
    /// The language of a text, whose features are given.
    #[must_use]
    pub fn language(&self, features: &Features, text: &str) -> Language {
        identify(self, features, text)
    }
}
