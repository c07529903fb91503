//! The sentiment path as a picture: points in a box, with gaps where a turn was not understood.

use record::PathPoint;

/// One turn in the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Dot {
    /// Across, in the picture's units.
    pub(crate) x: f64,
    /// Down, in the picture's units.
    pub(crate) y: f64,
    /// The turn.
    pub(crate) point: PathPoint,
}

/// A box to draw in, in the picture's units.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    /// From left to right.
    pub(crate) width: f64,
    /// From top to bottom.
    pub(crate) height: f64,
    /// Kept free on every side, so that dots are whole.
    pub(crate) margin: f64,
}

impl Frame {
    /// Where a score of -1 to 1 lies, from the top.
    pub(crate) fn y(&self, score: f64) -> f64 {
        let inner = self.height - 2.0 * self.margin;
        self.margin + (1.0 - score.clamp(-1.0, 1.0)) / 2.0 * inner
    }
}

/// Places the points from left to right. One alone stands at the right, where the newest always is. A turn that was
/// not understood stands where the line would be.
pub(crate) fn dots(path: &[PathPoint], frame: Frame) -> Vec<Dot> {
    let steps = path.len().saturating_sub(1).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a path has at most 64 points")]
    let step = (frame.width - 2.0 * frame.margin) / steps as f64;
    let right = frame.width - frame.margin;
    let mut last_known = 0.0;
    path.iter()
        .rev()
        .enumerate()
        .map(|(back, point)| {
            #[expect(clippy::cast_precision_loss, reason = "a path has at most 64 points")]
            let x = right - back as f64 * step;
            (x, *point)
        })
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .map(|(x, point)| {
            if let Some(score) = point.score {
                last_known = f64::from(score);
            }
            Dot { x, y: frame.y(last_known), point }
        })
        .collect()
}

/// The line through the known dots as SVG path data: solid between neighbours, and a second line, to be dashed, over
/// the turns that were not understood.
pub(crate) fn lines(dots: &[Dot]) -> (String, String) {
    let mut solid = String::new();
    let mut dashed = String::new();
    let mut last: Option<(usize, Dot)> = None;
    for (index, dot) in dots.iter().enumerate().filter(|(_, dot)| dot.point.score.is_some()) {
        if let Some((before, from)) = last {
            let into = if index == before + 1 { &mut solid } else { &mut dashed };
            into.push_str(&format!("M{:.1} {:.1}L{:.1} {:.1}", from.x, from.y, dot.x, dot.y));
        }
        last = Some((index, *dot));
    }
    (solid, dashed)
}

#[cfg(test)]
mod tests {
    use record::SentimentLabel;

    use super::*;

    const FRAME: Frame = Frame { width: 100.0, height: 50.0, margin: 5.0 };

    fn path(scores: &[Option<f32>]) -> Vec<PathPoint> {
        (1..)
            .zip(scores)
            .map(|(seq, score)| PathPoint { seq, score: *score, label: SentimentLabel::Neutral })
            .collect()
    }

    #[test]
    fn the_newest_is_at_the_right_and_better_is_higher() {
        let dots = dots(&path(&[Some(1.0), Some(0.0), Some(-1.0)]), FRAME);
        let places: Vec<(f64, f64)> = dots.iter().map(|dot| (dot.x, dot.y)).collect();
        assert_eq!(places, [(5.0, 5.0), (50.0, 25.0), (95.0, 45.0)]);
    }

    #[test]
    fn one_none_and_wild_scores_stay_in_the_box() {
        assert_eq!(dots(&[], FRAME), []);
        assert_eq!(lines(&[]), (String::new(), String::new()));
        let one = dots(&path(&[Some(f32::INFINITY)]), FRAME);
        assert_eq!(one.first().map(|dot| (dot.x, dot.y)), Some((95.0, 5.0)));
    }

    #[test]
    fn what_is_not_understood_is_bridged_with_dashes() {
        let dots = dots(&path(&[Some(0.0), None, Some(0.0), Some(0.0)]), FRAME);
        let (solid, dashed) = lines(&dots);
        assert_eq!(solid, "M65.0 25.0L95.0 25.0");
        assert_eq!(dashed, "M5.0 25.0L65.0 25.0");
    }
}
