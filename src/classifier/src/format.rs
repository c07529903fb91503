//! The model file: how it is written and how it is read.
//!
//! Little-endian throughout. A fixed start (magic, format version, feature version, checksum of the rest, length of the
//! rest), then the name, the heads with their labels, the vocabulary, and the features: how many there are and how many
//! numbers each has, the gaps between their keys (as variable-length numbers), the shift of each (four bits), and its
//! numbers (four bits each). Last the readout: for every label one byte for each number of a feature; and once more for
//! features under a negation.
//!
//! What a feature says of a label is the sum of the products of its numbers and the label's readout. Reading makes that
//! sum for every feature and label once, so that a text is read by adding rows, and every feature's part of a label is
//! known (but for features that share a key). With few labels the readout may simply pick a number for each; with many it says in less bytes what
//! they have in common.
//!
//! Reading trusts nothing: each length is checked against what is left and against [`limits`] before
//! anything is allocated.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::features::FEATURE_VERSION;
use crate::keys::Keys;
use crate::language::CommonWords;
use crate::limits;
use crate::model::{Head, HeadKind, LabelSpec, Model};
use crate::table::{Table, as_float};

/// The first bytes of every model file.
const MAGIC: [u8; 8] = *b"undrtone";

/// How the rest is laid out.
const FORMAT_VERSION: u16 = 3;

/// What stands for 0 in four bits; the numbers go from -7 to 7.
const ZERO: u8 = 8;

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
    /// Each head with its kind and its labels.
    pub heads: Vec<(String, HeadKind, Vec<LabelSpec>)>,
    /// Known words as a bit set; made by [`vocabulary`].
    pub vocabulary: Vec<u8>,
    /// The features that the model knows, as [`key`](crate::key) gives them, rising.
    pub keys: Vec<u32>,
    /// For every feature: its numbers count `unit` divided by 2 to this power, 0..=15.
    pub shifts: Vec<u8>,
    /// What one step of a number with shift 0 counts.
    pub unit: f32,
    /// For every feature its numbers, -7..=7; as many for each, and an even count.
    pub numbers: Vec<i8>,
    /// For every label in the order of the heads, one weight for each number of a feature.
    pub readout: Vec<Vec<i8>>,
    /// The same for features under a negation.
    pub negated_readout: Vec<Vec<i8>>,
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
                for number in
                    [label.bias, label.scale, label.negated_scale, label.slope, label.offset, label.threshold]
                {
                    body.extend_from_slice(&number.to_le_bytes());
                }
            }
        }
        put_length(&mut body, self.vocabulary.len())?;
        body.extend_from_slice(&self.vocabulary);
        self.put_features(&mut body)?;
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

    fn put_features(&self, body: &mut Vec<u8>) -> Result<(), ModelError> {
        let refuse = |part| ModelError::Content { part };
        let width = self.readout.first().map_or(0, Vec::len);
        let labels: usize = self.heads.iter().map(|(_, _, labels)| labels.len()).sum();
        for readout in [&self.readout, &self.negated_readout] {
            if readout.len() != labels || readout.iter().any(|it| it.len() != width) {
                return Err(refuse("readout"));
            }
        }
        if self.shifts.len() != self.keys.len() || self.numbers.len() != self.keys.len() * width {
            return Err(refuse("numbers"));
        }
        put_length(body, self.keys.len())?;
        body.extend_from_slice(&u16::try_from(width).map_err(|_wide| refuse("width"))?.to_le_bytes());
        body.extend_from_slice(&self.unit.to_le_bytes());
        let mut next = 0;
        for key in &self.keys {
            let mut gap = key.checked_sub(next).ok_or(refuse("keys"))?;
            while gap >= 0x80 {
                body.push(u8::try_from(gap & 0x7f).unwrap_or(0) | 0x80);
                gap >>= 7;
            }
            body.push(u8::try_from(gap).unwrap_or(0));
            next = key.checked_add(1).ok_or(refuse("keys"))?;
        }
        for pair in self.shifts.chunks(2) {
            let [first, second] = [pair[0], pair.get(1).copied().unwrap_or(0)];
            if first > 15 || second > 15 {
                return Err(refuse("shifts"));
            }
            body.push(first | second << 4);
        }
        for pair in self.numbers.chunks_exact(2) {
            let nibble = |number: i8| match number {
                -7..=7 => Ok(number.wrapping_add(ZERO.cast_signed()).cast_unsigned()),
                _ => Err(refuse("numbers")),
            };
            body.push(nibble(pair[0])? | nibble(pair[1])? << 4);
        }
        for weight in self.readout.iter().chain(&self.negated_readout).flatten() {
            body.push(weight.cast_unsigned());
        }
        Ok(())
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
        let (keys, [table, negated]) = body.features(&mut heads, columns)?;
        if !body.rest.is_empty() {
            return body.refuse();
        }
        let common = CommonWords::new();
        let keys = Keys::new(keys);
        Ok(Self { name, checksum, heads, vocabulary, common, columns, keys, table, negated })
    }
}

/// One label's column of the table: the sum of the products of every feature's numbers and the label's readout, as steps of
/// what the largest is [`limits::CELL`] of. Gives what one step counts.
///
/// Integers and exact powers of two but for two divisions, which are the same in every build, so the table is too.
fn column(numbers: &[i8], shifts: &[u8], readout: &[i8], unit: f32, mut cell: impl FnMut(usize, i16)) -> f32 {
    let sum = |(numbers, shift): (&[i8], &u8)| {
        let products =
            numbers.iter().zip(readout).map(|(number, weight)| i32::from(*number) * i32::from(*weight));
        as_float(products.sum()) / f32::from(1_u16 << shift)
    };
    let sums: Vec<f32> = numbers.chunks_exact(readout.len()).zip(shifts).map(sum).collect();
    let largest = sums.iter().fold(0.0_f32, |largest, sum| largest.max(libm::fabsf(*sum)));
    let step = if largest > 0.0 { largest / f32::from(limits::CELL) } else { 1.0 };
    for (at, sum) in sums.iter().enumerate() {
        #[expect(clippy::cast_possible_truncation, reason = "at most CELL steps")]
        let steps = libm::roundf(sum / step) as i16;
        cell(at, steps);
    }
    step * unit
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

    /// A number that is one, and that can be reckoned with: no infinity, no NaN, and none that makes one.
    fn number(&mut self) -> Result<f32, ModelError> {
        let number = f32::from_le_bytes(self.array()?);
        if number.abs() <= limits::NUMBER { Ok(number) } else { self.refuse() }
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
                negated_scale: self.number()?,
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

    /// The features and the readout, as the keys and the table of every feature and label. The labels are given what one
    /// step of their columns counts.
    fn features(&mut self, heads: &mut [Head], columns: usize) -> Result<(Vec<u32>, [Table; 2]), ModelError> {
        self.part = "features";
        let rows = self.length()?;
        let width = usize::from(self.u16()?);
        let unit = self.number()?;
        if rows > limits::ROWS || width > limits::WIDTH || width % 2 != 0 || width == 0 {
            return self.refuse();
        }
        // Every feature takes a byte of its key at least, so a count beyond that is a lie.
        if rows > self.rest.len()
            || 2 * Table::cells(rows, columns) > limits::TABLE_CELLS
            || 2 * (rows as u64) * (columns as u64) * (width as u64) > limits::TABLE_STEPS
        {
            return self.refuse();
        }
        self.part = "keys";
        let mut keys = Vec::with_capacity(rows);
        let mut next = 0_u32;
        for _ in 0..rows {
            let key = next + self.gap()?;
            if key >> Keys::BITS != 0 {
                return self.refuse();
            }
            keys.push(key);
            next = key + 1;
        }
        self.part = "numbers";
        let low_high = |byte: &u8| [byte & 15, byte >> 4];
        let mut shifts: Vec<u8> = self.take(rows.div_ceil(2))?.iter().flat_map(low_high).collect();
        shifts.truncate(rows);
        let packed = self.take(rows * width / 2)?;
        let numbers = packed.iter().flat_map(low_high).map(|it| it.cast_signed() - ZERO.cast_signed());
        let numbers: Vec<i8> = numbers.collect();
        if numbers.contains(&-8) {
            return self.refuse();
        }
        self.part = "readout";
        // Before room is made for the table.
        if self.rest.len() != 2 * columns * width {
            return self.refuse();
        }
        let mut tables = [Table::new(rows, columns), Table::new(rows, columns)];
        let scales: [fn(&mut LabelSpec) -> &mut f32; 2] = [|it| &mut it.scale, |it| &mut it.negated_scale];
        for (table, scale) in tables.iter_mut().zip(scales) {
            let labels = heads.iter_mut().flat_map(|head| &mut head.labels);
            for (at, label) in labels.enumerate() {
                let readout: Vec<i8> = self.take(width)?.iter().map(|it| it.cast_signed()).collect();
                let scale = scale(label);
                *scale *= column(&numbers, &shifts, &readout, unit, |row, steps| table.set(row, at, steps));
                if scale.abs() * f32::from(limits::CELL) > limits::NUMBER {
                    return self.refuse();
                }
            }
        }
        Ok((keys, tables))
    }

    /// A variable-length number of at most four bytes.
    fn gap(&mut self) -> Result<u32, ModelError> {
        let mut gap = 0;
        for shift in [0, 7, 14, 21] {
            let byte = self.u8()?;
            gap |= u32::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(gap);
            }
        }
        self.refuse()
    }
}
