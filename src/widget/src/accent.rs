//! The site's accent colour: read with care, since whoever sets up a site may type anything, and given an ink that
//! can be read on it.

/// The accent of our own looks, which has a light and a dark form in the style sheet.
pub const DEFAULT: &str = "#0f6b66";

/// Reads `#rrggbb`. Answers with the colour in lower case and the ink to write on it, or nothing.
#[must_use]
pub fn with_ink(accent: &str) -> Option<(String, &'static str)> {
    let digits = accent.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    if digits.starts_with('+') {
        return None;
    }
    let luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
    // White is the better ink where its contrast, 1.05 / (l + 0.05), beats that of the dark one.
    let ink = if 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.0545 { "#ffffff" } else { "#06201e" };
    Some((accent.to_ascii_lowercase(), ink))
}

/// A channel without its gamma, close enough (within .02) to choose between two inks.
fn linear(channel: u8) -> f32 {
    let value = f32::from(channel) / 255.0;
    value * value * (0.7 * value + 0.3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_accents_get_white_ink_and_light_ones_dark() {
        assert_eq!(with_ink("#0F6B66"), Some(("#0f6b66".into(), "#ffffff")));
        assert_eq!(with_ink("#ffd400").map(|it| it.1), Some("#06201e"));
        assert_eq!(with_ink("#000000").map(|it| it.1), Some("#ffffff"));
        assert_eq!(with_ink("#ffffff").map(|it| it.1), Some("#06201e"));
    }

    #[test]
    fn what_is_no_colour_is_ignored() {
        for text in ["", "#fff", "0f6b66", "#0f6b6g", "#+1+1+1", "#0f6b66;x", "#é0f6b", "red"] {
            assert_eq!(with_ink(text), None, "{text:?}");
        }
    }
}
