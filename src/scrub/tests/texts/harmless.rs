//! Values that support texts are full of and that are nobody's secret.

/// A small generator with a fixed seed, so that the figure is the same every time.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).map_or(0, |value| value % limit)
    }

    pub(crate) fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| self.pick(&["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])).collect()
    }

    pub(crate) fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// A harmless value, as support texts are full of.
    pub(crate) fn harmless(&mut self) -> String {
        let (year, month, day) = (2015 + self.below(15), 1 + self.below(12), 1 + self.below(28));
        let (hour, minute) = (self.below(24), self.below(60));
        let [a, b, c, d] = [self.below(20), self.below(40), self.below(120), self.below(9000)];
        let n = 4 + self.below(11);
        match self.below(26) {
            0 => format!("{year}-{month:02}-{day:02}"),
            1 => format!("{day:02}.{month:02}.{year}"),
            2 => format!("{month}/{day}/{year} {hour:02}:{minute:02}"),
            3 => format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z"),
            4 => format!("${}.{:02}", self.below(100_000), self.below(100)),
            5 => format!("{},{:03},{:03}.{:02}", 1 + c, self.below(1000), self.below(1000), day),
            6 => format!("{}.{:03}.{:03},{:02} EUR", 1 + c, self.below(1000), self.below(1000), day),
            7 => format!("{} {:03} {:03} EUR", 1 + c, self.below(1000), self.below(1000)),
            8 => format!("v{a}.{b}.{c}"),
            9 => format!("version {a}.{b}.{c}.{d}"),
            10 => format!("{a}.{b}.{c}-rc.{day}"),
            11 => format!("Chrome/{}.0.{d}.{c}", 100 + a),
            12 => format!("order {}", self.digits(n)),
            13 => format!("#{}", self.digits(n)),
            14 => format!("INV-{year}-{}", self.digits(6)),
            15 => format!("{}-{}-{}", self.digits(3), self.digits(7), self.digits(7)),
            16 => format!("{}-{}-{}", self.digits(2), self.digits(5), self.digits(5)),
            17 => self.digits(n),
            18 => format!("1Z{}{}", self.pick(&["999AA1", "E4X7W"]), self.digits(10)),
            19 => format!("{}-{}", self.pick(&["PROJ", "SUP", "TCK", "AB"]), self.digits(5)),
            20 => format!("550e8400-e29b-41d4-a716-{}", self.digits(12)),
            21 => format!("error {}", self.pick(&["403", "50012", "0x80070057", "ERR_1042", "E-4012"])),
            22 => format!("17{}", self.digits(8)),
            23 => format!("17{}", self.digits(11)),
            24 => format!("{hour:02}:{minute:02}-{:02}:{minute:02}", (hour + 1) % 24),
            _ => format!("{}%", self.below(100_000)),
        }
    }

    /// One in a sentence, or alone.
    pub(crate) fn harmless_text(&mut self) -> String {
        let value = self.harmless();
        match self.below(4) {
            0 => value,
            1 => format!("I see {value} on the page and nothing happens"),
            2 => format!("Since yesterday {value}, please help"),
            _ => format!("It says ({value})."),
        }
    }
}
