//! The tools that are not crates of the workspace: found where they fit, installed where they are missing.
//!
//! They go into a cache of the user (`UNDERTONE_TOOLS_DIR`, else `$XDG_CACHE_HOME/undertone/tools`, else
//! `~/.cache/undertone/tools`), so that a second clone finds them. Browsers come from the system's packages.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::step;

/// The newest Trunk that this toolchain builds.
const TRUNK: &str = "0.21.14";

/// The same as the `wasm-bindgen` crate in Cargo.toml: the two speak a private format.
const WASM_BINDGEN: &str = "0.2.130";

/// Compares licences, versions and sources of the crates with `.cargo/deny.toml`.
const CARGO_DENY: &str = "0.20.2";

/// wasm-opt comes in this npm package.
const BINARYEN: &str = "132.0.0";

/// Minifies embed.js and the glue.
const ESBUILD: &str = "0.28.2";

/// How a page feels, by the makers of the web vitals (Apache-2.0); a script of the host page's is made of it.
const WEB_VITALS: &str = "6.2.3";

/// Where the tools are.
#[derive(Debug, Clone)]
pub struct Tools {
    home: PathBuf,
    /// A Chromium, when one was asked for.
    pub chromium: Option<PathBuf>,
    /// Its driver, when one was asked for.
    pub chromedriver: Option<PathBuf>,
    /// What this machine cannot do for tests that were asked for, each with the reason.
    pub lacks: Vec<(Ability, &'static str)>,
}

/// Something that a few tests need and not every machine gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// Following another process's system calls.
    Strace,
    /// Mounting in a namespace of one's own.
    SmallDisk,
}

impl Ability {
    const ALL: [Self; 2] = [Self::Strace, Self::SmallDisk];

    /// What stands in the names of the tests that need it. They are marked as ignored, so that a plain `cargo test` counts
    /// them as such; `cargo xtask test` runs them where it can.
    #[must_use]
    pub const fn mark(self) -> &'static str {
        match self {
            Self::Strace => "under_strace",
            Self::SmallDisk => "on_a_small_disk",
        }
    }

    /// Why this machine cannot do it, if it cannot.
    fn lack(self) -> Option<&'static str> {
        let works = |program: &str, arguments: &[&str]| {
            let status =
                Command::new(program).args(arguments).stdin(Stdio::null()).stderr(Stdio::null()).status();
            status.is_ok_and(|status| status.success())
        };
        match self {
            Self::Strace => {
                if find("", &["strace"]).is_none() && apt_install(&["strace"]).is_err() {
                    return Some("strace is missing and could not be installed");
                }
                (!works("strace", &["-o", "/dev/null", "true"]))
                    .then_some("strace may not follow processes here")
            }
            Self::SmallDisk => {
                let mount = ["--map-root-user", "--mount", "mount", "-t", "tmpfs", "disk", "/mnt"];
                (!works("unshare", &mount)).then_some("nothing may be mounted in a namespace here")
            }
        }
    }
}

impl Tools {
    /// Everything that a build needs.
    ///
    /// # Errors
    /// A sentence that says what is missing and how to get it.
    pub fn for_build() -> Result<Self> {
        step::heading("Tools");
        let tools = Self { home: home()?, chromium: None, chromedriver: None, lacks: Vec::new() };
        std::fs::create_dir_all(&tools.home).with_context(|| {
            format!(
                "cannot make {}. Set UNDERTONE_TOOLS_DIR to a folder that can be written",
                tools.home.display()
            )
        })?;
        wasm_target()?;
        // Trunk runs cargo offline, so every crate must be here before.
        let mut fetch = tools.command("cargo");
        fetch.args(["fetch", "--locked"]);
        let hint =
            "The crates' registry must be reachable once. If Cargo.lock is out of date, run cargo check.";
        step::run("fetching crates", &mut fetch, hint)?;
        // Speed of building counts here, speed of the tools does not: they run for seconds.
        tools.cargo_tool("trunk", TRUNK, true, "0")?;
        // Its own lock file names a crate that was withdrawn.
        tools.cargo_tool("wasm-bindgen", WASM_BINDGEN, false, "1")?;
        tools.node_packages()?;
        Ok(tools)
    }

    /// Everything that a build needs, and a browser with its driver.
    ///
    /// # Errors
    /// A sentence that says what is missing and how to get it.
    pub fn for_tests() -> Result<Self> {
        let mut tools = Self::for_build()?;
        tools.cargo_tool("cargo-deny", CARGO_DENY, true, "0")?;
        let names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
        if find("CHROMIUM", &names).is_none() || find("CHROMEDRIVER", &["chromedriver"]).is_none() {
            apt_install(&["chromium", "chromium-driver"])?;
        }
        tools.chromium = find("CHROMIUM", &names);
        tools.chromedriver = find("CHROMEDRIVER", &["chromedriver"]);
        if tools.chromium.is_none() || tools.chromedriver.is_none() {
            bail!(
                "no Chromium with its driver was found. Install both, or set CHROMIUM and CHROMEDRIVER to them"
            );
        }
        step::say("chromium and chromedriver");
        for ability in Ability::ALL {
            if let Some(lack) = ability.lack() {
                step::say(&format!("SKIPPED: every test {}, because {lack}", ability.mark()));
                tools.lacks.push((ability, lack));
            }
        }
        Ok(tools)
    }

    /// The folder that they are kept in.
    #[must_use]
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// A command with the tools first on its PATH.
    #[must_use]
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let old = std::env::var_os("PATH").unwrap_or_default();
        let ours = [self.home.join("bin"), self.home.join("node_modules/.bin")];
        if let Ok(path) = std::env::join_paths(ours.into_iter().chain(std::env::split_paths(&old))) {
            command.env("PATH", path);
        }
        command.current_dir(crate::paths::root());
        command
    }

    fn cargo_tool(&self, program: &str, version: &str, locked: bool, opt_level: &str) -> Result<()> {
        let wanted = format!("{program} {version}");
        if step::answer(self.command(program).arg("--version")).is_some_and(|found| found == wanted) {
            step::say(&wanted);
            return Ok(());
        }
        let package = if program == "wasm-bindgen" { "wasm-bindgen-cli" } else { program };
        let mut cargo = self.command("cargo");
        cargo.args(["install", package, "--version", version, "--no-default-features", "--force", "--root"]);
        cargo.arg(&self.home);
        if locked {
            cargo.arg("--locked");
        }
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level);
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        // The workspace's target folder may be set for us; the tool's build is not ours.
        cargo.env_remove("CARGO_TARGET_DIR");
        let what = format!("building {wanted} (once, a few minutes)");
        step::run(
            &what,
            &mut cargo,
            "Look at the lines above; a missing C compiler or no network are the usual causes.",
        )
    }

    fn node_packages(&self) -> Result<()> {
        let wanted = [("binaryen", BINARYEN), ("esbuild", ESBUILD), ("web-vitals", WEB_VITALS)];
        if wanted.iter().all(|(name, version)| self.node_version(name).is_some_and(|found| found == *version))
        {
            step::say(&format!("wasm-opt {BINARYEN}, esbuild {ESBUILD}, web-vitals {WEB_VITALS}"));
            return Ok(());
        }
        let mut npm = self.command("npm");
        npm.args(["install", "--no-fund", "--no-audit", "--no-package-lock", "--prefix"]).arg(&self.home);
        npm.args(wanted.map(|(name, version)| format!("{name}@{version}")));
        npm.current_dir(&self.home);
        step::run(
            "installing wasm-opt, esbuild and web-vitals",
            &mut npm,
            "Install Node.js (20 or newer) with npm and try again.",
        )
    }

    /// Where the packages of npm lie.
    pub(crate) fn node_modules(&self) -> PathBuf {
        self.home.join("node_modules")
    }

    fn node_version(&self, name: &str) -> Option<String> {
        let manifest = self.home.join("node_modules").join(name).join("package.json");
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(manifest).ok()?).ok()?;
        json.get("version")?.as_str().map(str::to_owned)
    }
}

fn home() -> Result<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(folder) = set("UNDERTONE_TOOLS_DIR") {
        return Ok(folder);
    }
    let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")));
    let cache = cache.context("there is no HOME to keep tools in. Set UNDERTONE_TOOLS_DIR to a folder")?;
    Ok(cache.join("undertone/tools"))
}

fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let sysroot = step::answer(Command::new("rustc").args(["--print", "sysroot"]))
        .context("rustc does not answer. Install Rust with rustup and try again")?;
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        step::say(TARGET);
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]).current_dir(crate::paths::root());
    step::run(
        "adding the WASM target",
        &mut rustup,
        "Rust that was not installed by rustup needs the target's standard library from its own packages.",
    )
}

fn find(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable).map(PathBuf::from) {
        return path.is_file().then_some(path);
    }
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}

/// Installs packages of the system, where it has apt.
///
/// # Errors
/// When it has not, or we may not.
pub(crate) fn apt_install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    let hint = format!("Install these yourself and try again: {list}");
    if find("", &["apt-get"]).is_none() {
        bail!("{list} missing, and this system has no apt-get. {hint}");
    }
    let is_root = step::answer(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let apt = |arguments: &[&str]| {
        let mut command = if is_root { Command::new("apt-get") } else { Command::new("sudo") };
        if !is_root {
            // Never wait for a password that nobody can type.
            command.args(["-n", "apt-get"]);
        }
        command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    step::run("updating the package lists", &mut apt(&["update"]), &hint)?;
    let mut install = vec!["install", "-y", "--no-install-recommends"];
    install.extend(packages);
    step::run(&format!("installing {list}"), &mut apt(&install), &hint)
}

/// Makes a Python environment in a folder, anew, and gives the command that installs into it. `hint` says what to do when
/// there is no Python that can.
pub(crate) fn python_installer(home: &Path, hint: &str) -> Result<Command> {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(home);
    step::run("making an environment for Python's packages", &mut venv, hint)?;
    let mut pip = Command::new(home.join("bin/pip"));
    pip.args(["install", "--disable-pip-version-check"]);
    Ok(pip)
}
