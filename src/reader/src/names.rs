//! A site's names in the words of the classifier.

use alloc::string::String;

use classifier::{Names, Role};
use record::SiteNames;

use crate::Reader;

impl Reader {
    /// The names that a site's texts are read with: how it calls itself, and what else it told. A site that is called by plain
    /// words, such as Monday or My Shop, is not looked for by that: in most texts they are no name. It may tell them as a
    /// brand all the same.
    #[must_use]
    pub fn names(&self, site_name: &str, told: &SiteNames) -> Names {
        let is_a_name = !self.model_file().knows_words(site_name);
        let ours =
            is_a_name.then_some((site_name, Role::Brand)).into_iter().chain(list(&told.brand, Role::Brand));
        let others = list(&told.competitors, Role::Competitor).chain(list(&told.products, Role::Product));
        Names::new(ours.chain(others))
    }
}

/// The names that somebody told, and no others.
#[must_use]
pub fn told_names(told: &SiteNames) -> Names {
    let all = list(&told.brand, Role::Brand).chain(list(&told.competitors, Role::Competitor));
    Names::new(all.chain(list(&told.products, Role::Product)))
}

fn list(names: &[String], role: Role) -> impl Iterator<Item = (&str, Role)> {
    names.iter().map(move |name| (name.as_str(), role))
}
