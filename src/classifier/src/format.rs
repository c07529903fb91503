//! The model file: how it is written and how it is read.
//!
//! Little-endian throughout. A fixed start (magic, format version, feature version, checksum of the rest,
//! length of the rest), then the name, the table's size, the heads with their labels, the vocabulary, and for
//! every column the gaps between its non-zero rows (as variable-length numbers) followed by their weights.
//! Most weights are zero, so this is small already, and it compresses well because like stands beside like.
//!
//! Reading trusts nothing: each length is checked against what is left and against [`limits`] before
//! anything is allocated.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::features::FEATURE_VERSION;
use crate::language::CommonWords;
use crate::limits;
use crate::model::{Head, HeadKind, LANES, LabelSpec, Model};

/// The first bytes of every model file.
const MAGIC: [u8; 8] = *b"undrtone";

/// How the rest is laid out.
const FORMAT_VERSION: u16 = 1;

/// Magic, two versions, checksum, length.
const START_BYTES: usize = 8 + 2 + 2 + 8 + 4;

/// Why bytes are not a model that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The bytes do not begin as a model file does.
    #[error("this is not a model file")]
    NotAModel,
    /// Another layout than this program reads.
    #[error("the model file has format {found}, this program reads format {FORMAT_VERSION}")]
    Format {
        /// The file's format.
        found: u16,
    },
    /// Trained on other features: its weights mean nothing here.
    #[error("the model was trained on feature version {found}, this program makes version {FEATURE_VERSION}")]
    Features {
        /// The file's feature version.
        found: u16,
    },
    /// Bytes are missing or left over.
    #[error("the model file is cut off or has bytes left over: {expected} expected, {found} found")]
    Length {
        /// Bytes that its start announces.
        expected: usize,
        /// Bytes there are.
        found: usize,
    },
    /// The bytes are not those that were written.
    #[error("the model file is damaged: its checksum does not match")]
    Checksum,
    /// Larger than a model may be.
    #[error("the model file has {found} bytes, at most {} are read", limits::MODEL_BYTES)]
    TooLarge {
        /// Bytes there are.
        found: usize,
    },
    /// The checksum matches but the content makes no sense.
    #[error("the model file makes no sense at its {part}")]
    Content {
        /// Which part.
        part: &'static str,
    },
}

/// Everything a model file holds, before it is written. The trainer fills it.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelParts {
    /// The model's name: lower-case letters, digits and dashes.
    pub name: String,
    /// The table has 2 to this power rows.
    pub table_bits: u8,
    /// Each head with its kind and its labels.
    pub heads: Vec<(String, HeadKind, Vec<LabelSpec>)>,
    /// Known words as a bit set; made by [`vocabulary`].
    pub vocabulary: Vec<u8>,
    /// For every label in the order of the heads, one weight for every row.
    pub columns: Vec<Vec<i8>>,
}

/// The bit set of a vocabulary from the words' hashes, with eight bits for every word.
#[must_use]
pub fn vocabulary(hashes: &[u32]) -> Vec<u8> {
    let bytes = hashes.len().next_power_of_two().clamp(64, limits::VOCABULARY_BYTES);
    let mut bits = vec![0_u8; bytes];
    for hash in hashes {
        let at = *hash as usize % (bytes * 8);
        if let Some(byte) = bits.get_mut(at / 8) {
            *byte |= 1 << (at % 8);
        }
    }
    bits
}

impl ModelParts {
    /// Writes the file.
    ///
    /// # Errors
    /// [`ModelError::Content`] when the parts break a limit or do not fit each other.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let mut body = Vec::new();
        put_name(&mut body, &self.name)?;
        body.push(self.table_bits);
        body.push(u8::try_from(self.heads.len()).map_err(|_wide| ModelError::Content { part: "heads" })?);
        for (name, kind, labels) in &self.heads {
            put_name(&mut body, name)?;
            body.push(match kind {
                HeadKind::Classes => 0,
                HeadKind::Labels => 1,
            });
            body.push(u8::try_from(labels.len()).map_err(|_wide| ModelError::Content { part: "labels" })?);
            for label in labels {
                put_text(&mut body, &label.name, is_label)?;
                for number in [label.bias, label.scale, label.slope, label.offset, label.threshold] {
                    body.extend_from_slice(&number.to_le_bytes());
                }
            }
        }
        put_length(&mut body, self.vocabulary.len())?;
        body.extend_from_slice(&self.vocabulary);
        for column in &self.columns {
            put_column(&mut body, column)?;
        }
        let mut file = Vec::with_capacity(START_BYTES + body.len());
        file.extend_from_slice(&MAGIC);
        file.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        file.extend_from_slice(&FEATURE_VERSION.to_le_bytes());
        file.extend_from_slice(&checksum(&body).to_le_bytes());
        put_length(&mut file, body.len())?;
        file.extend_from_slice(&body);
        // What cannot be read back must not be written.
        Model::parse(&file)?;
        Ok(file)
    }
}

impl Model {
    /// Reads a model file.
    ///
    /// # Errors
    /// [`ModelError`] says what is wrong with it. Memory used is bounded by [`limits`], whatever the bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, ModelError> {
        if bytes.len() > limits::MODEL_BYTES {
            return Err(ModelError::TooLarge { found: bytes.len() });
        }
        let mut start = Cursor { rest: bytes, part: "start" };
        if start.take(MAGIC.len()).ok() != Some(&MAGIC[..]) {
            return Err(ModelError::NotAModel);
        }
        let cut = |_short| ModelError::Length { expected: START_BYTES, found: bytes.len() };
        let format = start.u16().map_err(cut)?;
        if format != FORMAT_VERSION {
            return Err(ModelError::Format { found: format });
        }
        let features = start.u16().map_err(cut)?;
        if features != FEATURE_VERSION {
            return Err(ModelError::Features { found: features });
        }
        let announced = start.u64().map_err(cut)?;
        let length = start.length().map_err(cut)?;
        let body = start.rest;
        if body.len() != length {
            return Err(ModelError::Length {
                expected: START_BYTES.saturating_add(length),
                found: bytes.len(),
            });
        }
        if checksum(body) != announced {
            return Err(ModelError::Checksum);
        }
        Self::parse_body(Cursor { rest: body, part: "name" }, announced)
    }

    fn parse_body(mut body: Cursor<'_>, checksum: u64) -> Result<Self, ModelError> {
        let name = body.name()?;
        body.part = "table size";
        let table_bits = body.u8()?;
        if !(limits::MIN_TABLE_BITS..=limits::MAX_TABLE_BITS).contains(&table_bits) {
            return body.refuse();
        }
        body.part = "heads";
        let mut heads = Vec::new();
        let mut columns = 0;
        let head_count = usize::from(body.u8()?);
        if head_count > limits::HEADS {
            return body.refuse();
        }
        for _ in 0..head_count {
            let head = body.head(columns)?;
            columns += head.labels.len();
            if columns > limits::COLUMNS {
                return body.refuse();
            }
            heads.push(head);
        }
        body.part = "vocabulary";
        let length = body.length()?;
        if length > limits::VOCABULARY_BYTES {
            return body.refuse();
        }
        let vocabulary = body.take(length)?.to_vec();
        body.part = "weights";
        let stride = columns.next_multiple_of(LANES);
        let rows = 1_usize << table_bits;
        if rows * stride > limits::TABLE_CELLS {
            return body.refuse();
        }
        let mut table = vec![0_i8; rows * stride];
        for column in 0..columns {
            body.column(rows, |row, weight| {
                if let Some(cell) = table.get_mut(row * stride + column) {
                    *cell = weight;
                }
            })?;
        }
        if !body.rest.is_empty() {
            return body.refuse();
        }
        let common = CommonWords::new();
        Ok(Self { name, checksum, table_bits, heads, vocabulary, common, columns, table, stride })
    }
}

/// FNV-1a, 64 bits. It finds damage, not forgery: a model comes from one's own server.
fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Names are what a label may be elsewhere in the product.
fn is_name(bytes: &[u8]) -> bool {
    (1..=limits::NAME_BYTES).contains(&bytes.len())
        && bytes.iter().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.'))
}

/// Labels of a site's own model are phrases in any language.
fn is_label(bytes: &[u8]) -> bool {
    let is_text = |text: &str| !text.chars().any(char::is_control);
    (1..=limits::LABEL_BYTES).contains(&bytes.len()) && core::str::from_utf8(bytes).is_ok_and(is_text)
}

fn put_name(out: &mut Vec<u8>, name: &str) -> Result<(), ModelError> {
    put_text(out, name, is_name)
}

fn put_text(out: &mut Vec<u8>, name: &str, is_allowed: fn(&[u8]) -> bool) -> Result<(), ModelError> {
    let refuse = ModelError::Content { part: "name" };
    if !is_allowed(name.as_bytes()) {
        return Err(refuse);
    }
    out.push(u8::try_from(name.len()).map_err(|_wide| refuse)?);
    out.extend_from_slice(name.as_bytes());
    Ok(())
}

fn put_length(out: &mut Vec<u8>, length: usize) -> Result<(), ModelError> {
    let length = u32::try_from(length).map_err(|_wide| ModelError::Content { part: "length" })?;
    out.extend_from_slice(&length.to_le_bytes());
    Ok(())
}

fn put_column(out: &mut Vec<u8>, column: &[i8]) -> Result<(), ModelError> {
    let set = || column.iter().enumerate().filter(|(_, weight)| **weight != 0);
    put_length(out, set().count())?;
    let mut next = 0;
    for (row, _) in set() {
        let mut gap = row - next;
        while gap >= 0x80 {
            out.push(u8::try_from(gap & 0x7f).unwrap_or(0) | 0x80);
            gap >>= 7;
        }
        out.push(u8::try_from(gap).unwrap_or(0));
        next = row + 1;
    }
    out.extend(set().map(|(_, weight)| weight.cast_unsigned()));
    Ok(())
}

/// What is left to read, and what is being read, for the error.
struct Cursor<'b> {
    rest: &'b [u8],
    part: &'static str,
}

impl<'b> Cursor<'b> {
    fn refuse<T>(&self) -> Result<T, ModelError> {
        Err(ModelError::Content { part: self.part })
    }

    fn take(&mut self, length: usize) -> Result<&'b [u8], ModelError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else { return self.refuse() };
        self.rest = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let part = self.part;
        self.take(N)?.try_into().map_err(|_short| ModelError::Content { part })
    }

    fn u8(&mut self) -> Result<u8, ModelError> {
        Ok(self.array::<1>()?[0])
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    fn u64(&mut self) -> Result<u64, ModelError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    fn length(&mut self) -> Result<usize, ModelError> {
        Ok(u32::from_le_bytes(self.array()?) as usize)
    }

    /// A number that is one: no infinity, no NaN.
    fn number(&mut self) -> Result<f32, ModelError> {
        let number = f32::from_le_bytes(self.array()?);
        if number.is_finite() { Ok(number) } else { self.refuse() }
    }

    fn name(&mut self) -> Result<String, ModelError> {
        self.text(is_name)
    }

    fn text(&mut self, is_allowed: fn(&[u8]) -> bool) -> Result<String, ModelError> {
        let length = usize::from(self.u8()?);
        let bytes = self.take(length)?;
        match core::str::from_utf8(bytes) {
            Ok(name) if is_allowed(bytes) => Ok(name.to_owned()),
            _ => self.refuse(),
        }
    }

    fn head(&mut self, first: usize) -> Result<Head, ModelError> {
        let name = self.name()?;
        let kind = match self.u8()? {
            0 => HeadKind::Classes,
            1 => HeadKind::Labels,
            _ => return self.refuse(),
        };
        let count = self.u8()?;
        let mut labels = Vec::new();
        for _ in 0..count {
            labels.push(LabelSpec {
                name: self.text(is_label)?,
                bias: self.number()?,
                scale: self.number()?,
                slope: self.number()?,
                offset: self.number()?,
                threshold: self.number()?,
            });
        }
        if labels.is_empty() {
            return self.refuse();
        }
        Ok(Head { name, kind, labels, first })
    }

    /// One column: calls `each` with every row that has a weight.
    fn column(&mut self, rows: usize, mut each: impl FnMut(usize, i8)) -> Result<(), ModelError> {
        let count = self.length()?;
        // Every weight takes two bytes at least, so a count beyond that is a lie.
        if count > rows || count > self.rest.len() / 2 {
            return self.refuse();
        }
        let mut gaps = Cursor { rest: self.rest, part: self.part };
        for _ in 0..count {
            self.gap()?;
        }
        let weights = self.take(count)?;
        let mut row = 0;
        for weight in weights {
            row += gaps.gap()?;
            if row >= rows {
                return self.refuse();
            }
            each(row, weight.cast_signed());
            row += 1;
        }
        Ok(())
    }

    /// A variable-length number of at most three bytes: rows number at most 2^18.
    fn gap(&mut self) -> Result<usize, ModelError> {
        let mut gap = 0;
        for shift in [0, 7, 14] {
            let byte = self.u8()?;
            gap |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(gap);
            }
        }
        self.refuse()
    }
}
