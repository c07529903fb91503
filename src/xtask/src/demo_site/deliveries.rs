//! The product's deliveries, and what may be asked of them.

use serde_json::{Value, json};
use time::{Date, Duration, Month};

use super::answer::{Answer, refused};

/// A delivery, its days counted back from today so that the demo never ages.
struct Delivery {
    order: &'static str,
    customer: &'static str,
    carrier: &'static str,
    promised_days_ago: i64,
    days_late: i64,
}

const fn delivery(
    order: &'static str,
    customer: &'static str,
    carrier: &'static str,
    promised_days_ago: i64,
    days_late: i64,
) -> Delivery {
    Delivery { order, customer, carrier, promised_days_ago, days_late }
}

const DELIVERIES: [Delivery; 12] = [
    delivery("10491", "Café Morgenrot", "Velopost", 1, 0),
    delivery("10488", "Hafenbar 12", "Northline", 1, 1),
    delivery("10486", "Elbe & Olive", "Northline", 2, 2),
    delivery("10482", "Brot und Butter", "Northline", 2, 1),
    delivery("10479", "Kontor Nord", "Velopost", 3, 0),
    delivery("10471", "Zum Anker", "Parcelway", 5, 0),
    delivery("10466", "Lichtblick", "Parcelway", 8, 0),
    delivery("10460", "Café Morgenrot", "Northline", 10, 3),
    delivery("10455", "Die Rösterei am Deich", "Velopost", 13, 0),
    delivery("10449", "Hafenbar 12", "Parcelway", 17, 0),
    delivery("10442", "Elbe & Olive", "Northline", 21, 2),
    delivery("10431", "Kontor Nord", "Velopost", 26, 0),
];

/// What stands in the query: `from` and `to` as `DD.MM.YYYY`, and `q`, a part of an order number or customer.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) q: String,
}

/// The deliveries that fit, or the refusal of a date in any other format.
pub(super) fn find(wanted: &Wanted, today: Date) -> Answer {
    let mut bounds = [None, None];
    for (bound, (field, text)) in bounds.iter_mut().zip([("from", &wanted.from), ("to", &wanted.to)]) {
        if text.is_empty() {
            continue;
        }
        let Some(date) = day_first(text) else { return refused(field, "Invalid date") };
        *bound = Some(date);
    }
    let [from, to] = bounds;
    let q = wanted.q.to_lowercase();
    let rows: Vec<Value> = DELIVERIES
        .iter()
        .filter(|it| it.order.contains(&q) || it.customer.to_lowercase().contains(&q))
        .map(|it| (it, today - Duration::days(it.promised_days_ago)))
        .filter(|(_, promised)| {
            from.is_none_or(|from| *promised >= from) && to.is_none_or(|to| *promised <= to)
        })
        .map(|(it, promised)| row(it, promised))
        .collect();
    Answer::json(200, &json!({ "deliveries": rows }))
}

fn row(delivery: &Delivery, promised: Date) -> Value {
    let arrival = match delivery.days_late {
        0 => "on time".to_owned(),
        1 => "1 day late".to_owned(),
        days => format!("{days} days late"),
    };
    let date = format!("{:02}.{:02}.{}", promised.day(), u8::from(promised.month()), promised.year());
    json!({
        "order": delivery.order,
        "customer": delivery.customer,
        "carrier": delivery.carrier,
        "promised": date,
        "arrival": arrival,
        "is_late": delivery.days_late > 0,
    })
}

/// `DD.MM.YYYY` and nothing else, which the page does not say: one of the ways to be stuck.
fn day_first(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}
