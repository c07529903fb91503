//! Times in words. The clock and the zone are arguments, so that nothing here depends on where it runs.

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// How long something has lasted, `12 s`, `4 min`, `2 h`, `3 d`. A clock that runs behind gives `0 s`.
pub(crate) fn lasted(from_ms: i64, now_ms: i64) -> String {
    let ms = now_ms.saturating_sub(from_ms).max(0);
    match ms {
        ..MINUTE => format!("{} s", ms / SECOND),
        MINUTE..HOUR => format!("{} min", ms / MINUTE),
        HOUR..DAY => format!("{} h", ms / HOUR),
        _ => format!("{} d", ms / DAY),
    }
}

/// The time of day, `14:05`. `zone_min` is what `Date.getTimezoneOffset` gives: minutes to add for UTC.
pub(crate) fn clock(ms: i64, zone_min: i64) -> String {
    let minutes = local(ms, zone_min).rem_euclid(DAY) / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The local day as a number, for telling where one day ends.
pub(crate) fn day_number(ms: i64, zone_min: i64) -> i64 {
    local(ms, zone_min).div_euclid(DAY)
}

/// The day in words: `Today`, `Yesterday`, `Mon 3 Nov`, and with the year when it is another one.
pub(crate) fn day(day_number: i64, today: i64) -> String {
    match today.saturating_sub(day_number) {
        0 => return String::from("Today"),
        1 => return String::from("Yesterday"),
        _ => {}
    }
    let (year, month, date) = civil(day_number);
    let weekday = word(&WEEKDAYS, day_number.rem_euclid(7));
    let month = word(&MONTHS, month - 1);
    if civil(today).0 == year {
        format!("{weekday} {date} {month}")
    } else {
        format!("{weekday} {date} {month} {year}")
    }
}

fn local(ms: i64, zone_min: i64) -> i64 {
    ms.saturating_sub(zone_min.saturating_mul(MINUTE))
}

fn word(words: &[&'static str], index: i64) -> &'static str {
    usize::try_from(index).ok().and_then(|index| words.get(index)).copied().unwrap_or_default()
}

/// Year, month (1 to 12) and day of the month of a day since 1970, in the proleptic Gregorian calendar.
fn civil(day_number: i64) -> (i64, i64, i64) {
    // Counted from 1 March of year 0, the leap day falls on a year's end and the months' lengths on a line.
    let days = day_number.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let date = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_one_unit_and_never_go_below_zero() {
        for (ms, words) in [
            (-5_000, "0 s"),
            (59_999, "59 s"),
            (60_000, "1 min"),
            (3_599_999, "59 min"),
            (3_600_000, "1 h"),
            (90_000_000, "1 d"),
        ] {
            assert_eq!(lasted(1_000_000, 1_000_000 + ms), words);
        }
        assert_eq!(lasted(i64::MIN, i64::MAX), format!("{} d", i64::MAX / DAY));
    }

    #[test]
    fn the_zone_moves_the_clock_and_the_day() {
        let ms = 1_795_000_000_500; // 2026-11-18 11:06:40 UTC
        assert_eq!(clock(ms, 0), "11:06");
        assert_eq!(clock(ms, -330), "16:36");
        assert_eq!(clock(ms, 720), "23:06");
        assert_eq!(day_number(ms, 720), day_number(ms, 0) - 1);
        assert_eq!(clock(i64::MIN, i64::MAX).len(), 5);
    }

    #[test]
    fn days_are_named_as_people_name_them() {
        let today = day_number(1_795_000_000_500, 0);
        assert_eq!(day(today, today), "Today");
        assert_eq!(day(today - 1, today), "Yesterday");
        assert_eq!(day(today - 2, today), "Mon 16 Nov");
        assert_eq!(day(day_number(1_709_164_800_000, 0), today), "Thu 29 Feb 2024");
        assert_eq!(day(0, today), "Thu 1 Jan 1970");
        assert_eq!(day(-1, today), "Wed 31 Dec 1969");
    }
}
