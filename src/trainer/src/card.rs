//! The model's card: what it was made of, how right it is, where it is known to fail.

use anyhow::Result;
use reader::Reader;

use crate::evaluate::Report;
use crate::recipe::Recipe;
use crate::row::Row;
use crate::train::Trained;

/// Bytes after brotli at its best, as the server sends it.
pub(crate) fn compressed(bytes: &[u8]) -> Result<usize> {
    let mut out = Vec::new();
    let params = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &params)?;
    Ok(out.len())
}

/// The card as Markdown.
pub(crate) fn card(
    _trained: &Trained,
    _reader: &Reader,
    report: &Report,
    _recipe: &Recipe,
    _rows: &[Row],
) -> Result<String> {
    Ok(report.summary())
}
