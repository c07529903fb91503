//! Who the visitor is, as far as anybody said.

use leptos::prelude::*;

use super::row::name;
use crate::browser;
use crate::desk::use_desk;
use crate::time;

/// The visitor's card.
#[component]
pub(crate) fn Person() -> impl IntoView {
    let desk = use_desk();
    let row = Memo::new(move |_| desk.summary());
    view! {
        <section class="person">
            <h3>"Who"</h3>
            {move || {
                let row = row.get()?;
                let identity = &row.visitor.identity;
                let said = [
                    ("E-mail", &identity.email),
                    ("Account", &identity.account),
                    ("Plan", &identity.plan),
                    ("User id", &identity.user_id),
                ];
                let said: Vec<_> = said
                    .into_iter()
                    .filter_map(|(what, value)| Some((what, value.clone()?)))
                    .map(|(what, value)| view! { <dt>{what}</dt> <dd dir="auto">{value}</dd> })
                    .collect();
                let is_anonymous = *identity == api::visitor::Identity::default();
                let first = row.opened_at_ms;
                let zone = browser::zone_min(first);
                let since = move || {
                    let now = desk.now.get();
                    let today = time::day_number(now, browser::zone_min(now));
                    let day = time::day(time::day_number(first, zone), today);
                    format!("{day}, {}", time::clock(first, zone))
                };
                let note = if is_anonymous {
                    "The site has not said who this is."
                } else {
                    "Said by the site, not verified."
                };
                Some(view! {
                    <p class="person-name">
                        <span class="presence" class:is-online=row.visitor_online></span>
                        <bdi>{name(&row)}</bdi>
                        <small>{if row.visitor_online { "online" } else { "away" }}</small>
                    </p>
                    <p class="none">{note}</p>
                    <dl>
                        {said}
                        <dt>"First message"</dt>
                        <dd>{since}</dd>
                    </dl>
                })
            }}
        </section>
    }
}
