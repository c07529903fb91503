//! Databases of every release ever made: each opens, moves to this build's version, and is whole.

#![expect(
    clippy::unwrap_used,
    reason = "this file is a test as a whole; its helpers fail it as its tests do"
)]

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use store::sqlite::Sqlite;
use store::{Party, Slice, Store as _};

/// The databases in `tests/fixtures/release-*`.
fn kept() -> Vec<PathBuf> {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let databases: Vec<PathBuf> = std::fs::read_dir(fixtures)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("undertone.db"))
        .filter(|path| path.is_file())
        .collect();
    assert!(!databases.is_empty(), "no release was kept");
    databases
}

fn version(path: &Path) -> i64 {
    Connection::open(path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap()
}

#[tokio::test]
async fn every_released_database_opens_whole_and_every_record_is_read() {
    let folder = tempfile::TempDir::new().unwrap();
    let fresh = folder.path().join("fresh.db");
    Sqlite::open(&fresh).unwrap().close().await.unwrap();
    for kept in kept() {
        let path = folder.path().join("undertone.db");
        std::fs::copy(&kept, &path).unwrap();
        let count = |path: &Path| -> i64 {
            Connection::open(path)
                .unwrap()
                .query_row("SELECT count(*) FROM record", [], |row| row.get(0))
                .unwrap()
        };
        let before = count(&kept);
        assert!(before > 20, "{}: the release kept hardly anything", kept.display());

        let store = Sqlite::open(&path).unwrap();
        let mut read = 0;
        for site in store.sites().await.unwrap() {
            let page = store.inbox(site.scope, None, 1_000).await.unwrap();
            for row in page.rows {
                let slice = Slice::RecordsAfter(0);
                let records = store.records(site.scope, Party::Server, row.id, slice, 1_000).await.unwrap();
                let places: Vec<u64> = records.iter().map(|(record, _)| record.seq).collect();
                assert_eq!(places, (1..=row.head_seq).collect::<Vec<_>>(), "{}", kept.display());
                read += places.len();
            }
        }
        assert_eq!(i64::try_from(read).unwrap(), before, "{}: records are out of reach", kept.display());
        store.close().await.unwrap();

        assert_eq!(version(&path), version(&fresh), "{}", kept.display());
        assert_eq!(count(&path), before, "{}", kept.display());
        let conn = Connection::open(&path).unwrap();
        let whole: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(whole, "ok", "{}", kept.display());
        let orphans = conn.prepare("PRAGMA foreign_key_check").unwrap().exists([]).unwrap();
        assert!(!orphans, "{}: rows have lost what they hang on", kept.display());
        std::fs::remove_file(&path).unwrap();
    }
}
