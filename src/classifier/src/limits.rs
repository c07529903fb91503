//! Every limit of the classifier, each with the reason for its number.

/// Bytes of a text that are read; the rest is ignored. It is the longest turn the record allows, so a turn is
/// always read whole, while a pasted log of any size costs at most some milliseconds.
pub const READ_BYTES: usize = 16 * 1024;

/// Characters of one word that are read. Longer runs of letters are encodings or noise, and a fixed buffer
/// spares an allocation per word.
pub const WORD_CHARS: usize = 32;

/// Words after a negation that are read as negated, unless punctuation or a turn such as "but" ends it sooner: "I don't think
/// the service is good". Shorter words than [`NEGATED_WORD_CHARS`] are negated too and do not count.
pub const NEGATION_WORDS: u8 = 3;

/// Characters from which a word counts among the negated ones.
pub const NEGATED_WORD_CHARS: usize = 4;

/// Words that one negation reaches at most, short ones among them.
pub const NEGATED_WORDS: u8 = 8;

/// Bytes of a model file. The budget of the default model is far below; a site's own model with finer topics
/// has room.
pub const MODEL_BYTES: usize = 16 * 1024 * 1024;

/// Features that a model knows, each a row of the table. The default model keeps a tenth.
pub const ROWS: usize = 1 << 17;

/// Numbers of one feature in the file, before the readout makes a number for every label of them.
pub const WIDTH: usize = 512;

/// Columns of the table, over all heads: more topics than anybody keeps apart.
pub const COLUMNS: usize = 512;

/// Cells of the table, two bytes each: what a browser's tab may spend on reading.
pub const TABLE_CELLS: usize = 16 * 1024 * 1024;

/// Multiplications that making the table of a file's rows and readout may take: about a second.
pub const TABLE_STEPS: u64 = 1 << 31;

/// The largest number of the table: with its sign eleven bits, of which thirty-two add up in sixteen. What that rounds away of
/// a sum is a few thousandths of the largest weight, and the sums of the longest message are exact as floating-point numbers.
pub const CELL: i16 = 1023;

/// How far from 0 a number in a file may be, and what a cell of the table may count: sums of these stay finite. Trained ones
/// stay below a hundred.
pub const NUMBER: f32 = 1e6;

/// Heads of a model.
pub const HEADS: usize = 16;

/// Bytes of a name in a model file: model or head.
pub const NAME_BYTES: usize = 31;

/// Bytes of a label's name in a model file: a site's own topics are phrases.
pub const LABEL_BYTES: usize = 127;

/// Bytes of the vocabulary's bit set.
pub const VOCABULARY_BYTES: usize = 64 * 1024;

/// Names that a site gives, its own among them. Every word of a text is held against those with its first letter.
pub const SITE_NAMES: usize = 257;

/// Characters of such a name.
pub const SITE_NAME_CHARS: usize = 64;

/// Evidence spans of one label. More are not read by anyone.
pub const EVIDENCE_SPANS: usize = 8;

/// Things named in one text that are reported.
pub const ENTITIES: usize = 64;

/// Attempts named in one text that are reported.
pub const ATTEMPTS: usize = 16;
