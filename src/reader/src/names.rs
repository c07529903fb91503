//! A site's names in the words of the classifier.

use alloc::string::String;

use classifier::{Names, Role};
use record::SiteNames;

/// The names that a site's texts are read with: how it calls itself, and what else it told.
#[must_use]
pub fn names(site_name: &str, told: &SiteNames) -> Names {
    let ours = [(site_name, Role::Brand)].into_iter().chain(list(&told.brand, Role::Brand));
    let others = list(&told.competitors, Role::Competitor).chain(list(&told.products, Role::Product));
    Names::new(ours.chain(others))
}

fn list(names: &[String], role: Role) -> impl Iterator<Item = (&str, Role)> {
    names.iter().map(move |name| (name.as_str(), role))
}
