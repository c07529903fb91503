//! `undertone site ...` and `undertone user ...`.

use std::io::{IsTerminal as _, Read as _, Write};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use record::SiteNames;
use store::{Agent, NewAgent, NewSite, Store};

use super::{AddSite, AddUser, NamesArgs, SetNames};
use crate::{Origin, clock, limits, passwords, secrets};

const NO_SITE: &str = "no site has this key: `undertone site list` shows them";

/// Adds a site and says how to embed it.
///
/// # Errors
/// When the store refuses.
pub async fn add_site(
    store: Arc<dyn Store>,
    wanted: AddSite,
    public_origin: &Origin,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let now_ms = clock::now_ms();
    let name = wanted.name.trim().to_owned();
    if name.is_empty() || name.chars().count() > 80 {
        bail!("a site's name has 1 to 80 characters");
    }
    let new = NewSite {
        id: secrets::site_id(now_ms)?,
        key: secrets::readable::<16>()?,
        name,
        allowed_origins: wanted.origins.iter().map(ToString::to_string).collect(),
        accent: wanted.accent,
        names: site_names(wanted.names)?,
        created_at_ms: now_ms,
    };
    let site = store.add_site(new).await?;
    writeln!(out, "site {} added, key {}", site.name, site.key)?;
    writeln!(out, "put this line into its pages:")?;
    writeln!(out)?;
    writeln!(out, "  <script async src=\"{public_origin}/embed.js\" data-site=\"{}\"></script>", site.key)?;
    writeln!(out)?;
    writeln!(out, "then add who answers: undertone user add --site {} --email ... --name ...", site.key)?;
    Ok(())
}

/// Changes the names that a site's messages are read with.
///
/// # Errors
/// When the site is not there, or there are too many names.
pub async fn set_names(store: Arc<dyn Store>, wanted: SetNames, out: &mut dyn Write) -> anyhow::Result<()> {
    let site = store.site_by_key(&wanted.site).await?.context(NO_SITE)?;
    let names = site_names(wanted.names)?;
    if names.is_empty() != wanted.none {
        bail!("tell all names from now on (--brand, --competitor, --product), or --none to forget them");
    }
    store.set_names(site.scope, names).await?;
    writeln!(out, "the messages of {} are read with these names from a visitor's next visit on", site.name)?;
    Ok(())
}

fn site_names(told: NamesArgs) -> anyhow::Result<SiteNames> {
    let names = SiteNames::from(told);
    let count = names.brand.len() + names.competitors.len() + names.products.len();
    if count > limits::SITE_NAMES {
        bail!("{count} names: at most {} are read with", limits::SITE_NAMES);
    }
    Ok(names)
}

/// Lists the sites.
///
/// # Errors
/// When the store cannot be read.
pub async fn list_sites(store: Arc<dyn Store>, out: &mut dyn Write) -> anyhow::Result<()> {
    for site in store.sites().await? {
        writeln!(out, "{}\t{}\t{}", site.key, site.name, site.allowed_origins.join(" "))?;
        let SiteNames { brand, competitors, products } = site.names;
        for (what, names) in [("brand", brand), ("competitors", competitors), ("products", products)] {
            if !names.is_empty() {
                writeln!(out, "\t{what}: {}", names.join(", "))?;
            }
        }
    }
    Ok(())
}

/// Adds an agent; asks for the password.
///
/// # Errors
/// When the site is not there, the address is taken, or the password is no good.
pub async fn add_user(store: Arc<dyn Store>, wanted: AddUser, out: &mut dyn Write) -> anyhow::Result<()> {
    let site = store.site_by_key(&wanted.site).await?.context(NO_SITE)?;
    let password = ask_password()?;
    let now_ms = clock::now_ms();
    let agent = Agent { id: secrets::agent_id(now_ms)?, email: wanted.email, name: wanted.name };
    let new = NewAgent { agent, password_hash: passwords::hash(&password)?, created_at_ms: now_ms };
    let agent = store.add_agent(site.scope, new).await?;
    writeln!(out, "{} can sign in for {} at /console/", agent.email, site.name)?;
    Ok(())
}

/// Never from the command line, where every process of the machine could read it.
fn ask_password() -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ").context("no password was read")?;
        let again = rpassword::prompt_password("Again: ").context("no password was read")?;
        if first != again {
            bail!("the two are not the same");
        }
        return Ok(first);
    }
    let mut text = String::new();
    let most = u64::try_from(limits::PASSWORD_MAX_BYTES)?.saturating_add(2);
    std::io::stdin().take(most).read_to_string(&mut text).context("no password was read")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
