//! `undertone read`: the model without a server.

use std::io::{self, BufRead, BufReader, ErrorKind, Read as _, Write};

use anyhow::Context as _;
use reader::{Explained, Line, Reader, Show};
use record::SiteNames;
use serde::Serialize;
use serde_json::{Value, json};

use super::Read;
use crate::asset;

/// One line of input: a megabyte is forty times the longest message that the chat takes.
const LINE_BYTES: u64 = 1024 * 1024;

/// Reads every line of `input` and writes one line of JSON for each. Says whether all of them could be read.
///
/// # Errors
/// When there is no model, or the input or output breaks. A reader who closes the pipe is no error.
pub fn run(wanted: &Read, input: impl io::Read, output: impl Write) -> anyhow::Result<bool> {
    let reader = match &wanted.model {
        Some(path) => {
            let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            Reader::new(&bytes).with_context(|| format!("{} is no model for this build", path.display()))?
        }
        None => {
            let bytes = asset::model().context("this binary holds no model: give one with --model FILE")?;
            Reader::new(bytes).context("the model in this binary cannot be used")?
        }
    };
    match lines(wanted, &reader, BufReader::with_capacity(64 * 1024, input), output) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(true),
        end => end.context("the lines could not be read or written"),
    }
}

/// A line of the output.
#[derive(Serialize)]
struct Told<'r> {
    #[serde(flatten)]
    line: Line<'r>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explained: Option<Vec<Explained>>,
}

fn lines(
    wanted: &Read,
    reader: &Reader,
    mut input: BufReader<impl io::Read>,
    output: impl Write,
) -> io::Result<bool> {
    let mut output = io::BufWriter::new(output);
    let show = if wanted.all { Show::All } else { Show::Confident };
    let names = reader::told_names(&SiteNames::from(wanted.names.clone()));
    let mut all_read = true;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(LINE_BYTES).read_until(b'\n', &mut line)? == 0 {
            break;
        }
        let is_whole =
            line.last() == Some(&b'\n') || line.len() < usize::try_from(LINE_BYTES).unwrap_or(usize::MAX);
        if !is_whole {
            input.skip_until(b'\n')?;
        }
        match text_of(&line, is_whole, wanted.jsonl.as_deref()) {
            Ok(text) => {
                let read = reader.read_showing(&text, show, &names);
                let explained = wanted.explain.then(|| reader.explain(&read, &names));
                serde_json::to_writer(&mut output, &Told { line: read.line(), explained })?;
            }
            Err(why) => {
                all_read = false;
                serde_json::to_writer(&mut output, &json!({ "error": why }))?;
            }
        }
        output.write_all(b"\n")?;
        // Someone who types, or a program that waits for each answer, gets it now; a file is not slowed down.
        if input.buffer().is_empty() {
            output.flush()?;
        }
    }
    output.flush()?;
    Ok(all_read)
}

fn text_of(line: &[u8], is_whole: bool, field: Option<&str>) -> Result<String, String> {
    if !is_whole {
        return Err("the line is over 1 MiB".to_owned());
    }
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let text =
        std::str::from_utf8(line).map_err(|error| format!("not UTF-8 from byte {}", error.valid_up_to()))?;
    let Some(field) = field else { return Ok(text.to_owned()) };
    let object: Value =
        serde_json::from_str(text).map_err(|error| format!("not JSON at byte {}", error.column()))?;
    match object.get(field) {
        Some(Value::String(text)) => Ok(text.clone()),
        Some(_) => Err(format!("the field {field:?} is no string")),
        None => Err(format!("no field {field:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_whole_or_refused_with_a_sentence() {
        assert_eq!(text_of(b"hello\r\n", true, None).unwrap(), "hello");
        assert_eq!(text_of(b"\n", true, None).unwrap(), "");
        assert_eq!(text_of(br#"{"t": "hi", "n": 1}"#, true, Some("t")).unwrap(), "hi");
        for (line, whole, field) in [
            (b"\xff\n".as_slice(), true, None),
            (b"x", false, None),
            (b"{", true, Some("t")),
            (br#"{"t": 1}"#, true, Some("t")),
            (br"[]", true, Some("t")),
        ] {
            assert!(text_of(line, whole, field).is_err());
        }
    }
}
