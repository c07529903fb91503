//! Evidence in a text: spans in UTF-8 bytes become pieces that are marked or not. What does not fit the text is
//! left out, since a wrong offset must not cost the agent the message.

use record::Span;

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its words.
    pub(crate) text: String,
    /// Whether it is evidence.
    pub(crate) is_marked: bool,
}

/// Cuts a text at its spans. The pieces joined are always the text.
pub(crate) fn pieces(text: &str, spans: &[Span]) -> Vec<Piece> {
    let mut fitting: Vec<(usize, usize)> = spans
        .iter()
        .filter(|span| span.of(text).is_some())
        .filter_map(|span| Some((usize::try_from(span.0).ok()?, usize::try_from(span.1).ok()?)))
        .collect();
    fitting.sort_unstable();
    let mut pieces = Vec::new();
    let mut at = 0;
    for (start, end) in fitting {
        let start = start.max(at);
        if end > at {
            push(&mut pieces, text.get(at..start), false);
            push(&mut pieces, text.get(start..end), true);
            at = end;
        }
    }
    push(&mut pieces, text.get(at..), false);
    pieces
}

/// The words of the spans as quotes, in order, without those that do not fit.
pub(crate) fn quotes(text: &str, spans: &[Span]) -> Vec<String> {
    pieces(text, spans).into_iter().filter(|piece| piece.is_marked).map(|piece| piece.text).collect()
}

fn push(pieces: &mut Vec<Piece>, text: Option<&str>, is_marked: bool) {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return };
    match pieces.last_mut().filter(|last| last.is_marked == is_marked) {
        Some(last) => last.text.push_str(text),
        None => pieces.push(Piece { text: String::from(text), is_marked }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, spans: &[(u32, u32)], shown: &str) {
        let spans: Vec<Span> = spans.iter().map(|(start, end)| Span(*start, *end)).collect();
        let pieces = pieces(text, &spans);
        assert_eq!(pieces.iter().map(|piece| piece.text.as_str()).collect::<String>(), text);
        let marked: String = pieces
            .iter()
            .map(|piece| if piece.is_marked { format!("<{}>", piece.text) } else { piece.text.clone() })
            .collect();
        assert_eq!(marked, shown);
    }

    #[test]
    fn spans_are_bytes_and_the_text_may_be_any() {
        check("so frustrated now", &[(3, 13)], "so <frustrated> now");
        check("schön kaputt", &[(7, 13)], "schön <kaputt>");
        check("😀 broken", &[(5, 11)], "😀 <broken>");
        check("לא עובד", &[(5, 13)], "לא <עובד>");
    }

    #[test]
    fn overlapping_touching_and_unordered_spans_become_one_mark() {
        check("abcdef", &[(2, 4), (1, 3)], "a<bcd>ef");
        check("abcdef", &[(0, 3), (3, 6)], "<abcdef>");
        check("abcdef", &[(0, 6), (2, 3)], "<abcdef>");
    }

    #[test]
    fn spans_that_do_not_fit_are_left_out() {
        check("schön", &[(4, 5)], "schön");
        check("abc", &[(1, 9)], "abc");
        check("abc", &[(2, 1)], "abc");
        check("abc", &[(1, 1)], "abc");
        check("", &[(0, 0)], "");
        check("abc", &[(u32::MAX, u32::MAX), (0, 1)], "<a>bc");
    }
}
