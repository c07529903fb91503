//! The suite on real files, and what only SQLite can get wrong.

use std::sync::Arc;

use rusqlite::{Connection, OpenFlags, StatementStatus, ffi};
use tempfile::TempDir;

use super::connections::connect;
use super::*;
use crate::contract;

#[tokio::test]
async fn sqlite_keeps_the_contract() {
    let folders = std::cell::RefCell::new(Vec::new());
    let open = async || {
        let folder = TempDir::new().unwrap();
        let store = Sqlite::open(&folder.path().join("undertone.db")).unwrap();
        folders.borrow_mut().push(folder);
        Arc::new(store) as Arc<dyn Store>
    };
    // Local, so that the suite may run several writers without owning the runtime.
    tokio::task::LocalSet::new().run_until(contract::holds(open)).await;
}

#[test]
fn a_newer_database_is_refused_with_a_sentence_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    drop(Sqlite::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 7_000).unwrap();
    let refused = Sqlite::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::Newer { found: 7_000, .. }), "{refused:?}");
    assert!(refused.to_string().contains("7000"), "{refused}");
    let version: i64 =
        Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 7_000);
}

#[test]
fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let letter = "Dear Sir or Madam, this is a letter and no database. ".repeat(50);
    std::fs::write(&path, &letter).unwrap();
    let refused = Sqlite::open(&path).unwrap_err();
    assert!(matches!(refused, StoreError::Unavailable(_)), "{refused:?}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), letter);
}

#[test]
fn two_that_start_at_once_take_each_step_once() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| Sqlite::open(&path).unwrap());
        }
    });
}

/// A database that may grow by a few pages only, as on a full disk.
fn nearly_full(path: &Path) -> Sqlite {
    drop(Sqlite::open(path).unwrap());
    let writing = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    let pages: i64 = writing.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    writing.pragma_update_and_check(None, "max_page_count", pages + 12, |_| Ok(())).unwrap();
    let reading = vec![connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap()];
    let readers = Arc::new(Readers::new(reading));
    let writer = Writer::start(writing, path, Arc::clone(&readers)).unwrap();
    Sqlite { path: path.to_owned(), writer, readers }
}

#[tokio::test]
async fn a_full_disk_refuses_whole_batches_and_keeps_what_was_acknowledged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let world = contract::World::on(Arc::new(nearly_full(&path))).await;
    let scope = world.shop.scope();
    let maya = Party::Visitor(world.shop.maya);
    let id = world.conversation_id();
    let mut acknowledged = 0;
    let refused = loop {
        let batch = vec![world.says(id, &"word ".repeat(400)), world.says(id, &"word ".repeat(400))];
        let appended = world.store.append(scope, maya, batch).await;
        if appended.iter().any(|it| it.stored.is_none()) {
            break appended;
        }
        acknowledged += 2;
        assert!(acknowledged < 1_000, "the disk never gets full");
    };
    assert!(acknowledged > 0, "the test's disk is too small to show anything");
    for it in &refused {
        assert_eq!(contract::refusal(it), Some(record::Refusal::Unavailable));
    }
    let records = world.store.records(scope, maya, id, Slice::RecordsAfter(0), 9_999).await.unwrap();
    let places: Vec<u64> = records.iter().map(|(it, _)| it.seq).collect();
    assert_eq!(places, (1..=acknowledged).collect::<Vec<_>>(), "nothing half written");
}

#[tokio::test]
async fn one_write_that_fails_does_not_take_its_company_with_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let store = Sqlite::open(&path).unwrap();
    let add = |key: &'static str| {
        store.writer.write(move |conn| {
            conn.execute("INSERT INTO site VALUES (randomblob(16), ?1, '', '', '', 0, '{}')", [key]).map(drop)
        })
    };
    let broken = store.writer.write(|conn| {
        conn.execute("INSERT INTO site VALUES (randomblob(16), 'c', '', '', '', 0, '{}')", [])?;
        conn.execute("INSERT INTO site VALUES (randomblob(3), 'd', '', '', '', 0, '{}')", []).map(drop)
    });
    let (one, none, two) = tokio::join!(add("a"), broken, add("b"));
    assert!(one.is_ok() && two.is_ok());
    assert!(matches!(none, Err(StoreError::Unavailable(_))));
    let keys: Vec<String> = store
        .readers
        .read(|conn| {
            conn.prepare("SELECT key FROM site ORDER BY key")?.query_map([], |row| row.get(0))?.collect()
        })
        .await
        .unwrap();
    assert_eq!(keys, ["a", "b"]);
}

/// What SQLite says when the disk did not confirm a write. Nothing here can make a real disk say it; the journeys do.
fn broken_sync(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute("INSERT INTO site VALUES (randomblob(16), 'lost', '', '', '', 0, '{}')", [])?;
    Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR_FSYNC), None))
}

#[tokio::test]
async fn after_a_failed_sync_the_log_is_checked_and_begun_anew_before_the_next_write() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let log_bytes = || std::fs::metadata(folder.path().join("undertone.db-wal")).unwrap().len();
    let store = Arc::new(Sqlite::open(&path).unwrap());
    let world = contract::World::on(Arc::clone(&store) as Arc<dyn Store>).await;
    let (id, _) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    let before = log_bytes();
    assert!(before > 0, "the log holds what was just acknowledged");

    let refused = store.writer.write(broken_sync).await;
    assert!(matches!(refused, Err(StoreError::Unavailable(_))), "{refused:?}");
    assert!(store.writer.is_failing());
    let questions = async {
        for _ in 0..50 {
            let row = store.conversation(world.shop.scope(), Party::Server, id).await;
            assert_eq!(row.unwrap().unwrap().head_seq, 1, "questions are answered all the while");
        }
    };
    let (ready, ()) = tokio::join!(store.ready(), questions);
    ready.unwrap();
    assert!(!store.writer.is_failing(), "asking whether it is ready tries a write");
    assert!(log_bytes() < before, "the log was folded and holds only that write");
    assert!(store.site_by_key("lost").await.unwrap().is_none());
    world.append(maya, &world.says(id, "and it goes on")).await;
    let records = store.records(world.shop.scope(), maya, id, Slice::RecordsAfter(0), 9).await.unwrap();
    assert_eq!(records.len(), 2);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_log_in_doubt_that_cannot_be_opened_is_left_as_it_is_until_it_can() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let store = Arc::new(Sqlite::open(&path).unwrap());
    let world = contract::World::on(Arc::clone(&store) as Arc<dyn Store>).await;
    let (id, _) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    // Another process that reads keeps the log from being folded.
    let other = connect(&path, OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    other.execute_batch("BEGIN; SELECT count(*) FROM site").unwrap();
    store.writer.write(broken_sync).await.unwrap_err();
    let offer = world.says(id, "is anybody there?");
    let refused = store.append(world.shop.scope(), maya, vec![offer.clone()]).await;
    assert_eq!(contract::refusal(&refused[0]), Some(record::Refusal::Unavailable));
    assert!(store.ready().await.is_err());
    drop(other);
    world.append(maya, &offer).await;
    store.ready().await.unwrap();
    store.close().await.unwrap();
}

#[tokio::test]
async fn the_words_of_every_turn_are_found() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("undertone.db")).unwrap());
    let world = contract::World::on(Arc::clone(&store) as Arc<dyn Store>).await;
    let (id, first) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    world.append(maya, &world.says(id, "Der Knopf für Café ist grau")).await;
    world.append(maya, &world.amends(id, first.record.id)).await;
    let count = async |words: &'static str| {
        let question = move |conn: &Connection| -> rusqlite::Result<i64> {
            let sql = "SELECT count(*) FROM turn_text t JOIN record r ON r.record = t.rowid WHERE turn_text MATCH ?1";
            conn.query_row(sql, [words], |row| row.get(0))
        };
        store.readers.read(question).await.unwrap()
    };
    assert_eq!(count("export").await, 1);
    assert_eq!(count("cafe").await, 1);
    assert_eq!(count("absent").await, 0);
}

#[tokio::test]
async fn closing_folds_the_log_and_the_file_opens_again() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("undertone.db");
    let world = contract::World::on(Arc::new(Sqlite::open(&path).unwrap())).await;
    let (id, _) = world.maya_begins().await;
    world.store.close().await.unwrap();
    let log = std::fs::metadata(folder.path().join("undertone.db-wal")).map_or(0, |it| it.len());
    assert_eq!(log, 0, "nothing is left in the log");
    let again = Sqlite::open(&path).unwrap();
    let row = again.conversation(world.shop.scope(), Party::Server, id).await.unwrap();
    assert_eq!(row.map(|row| row.head_seq), Some(1));
}

#[tokio::test]
async fn the_inbox_reads_its_index_in_order() {
    let folder = TempDir::new().unwrap();
    let store = Sqlite::open(&folder.path().join("undertone.db")).unwrap();
    let plan = move |conn: &Connection| -> rusqlite::Result<Vec<String>> {
        let sql = format!("EXPLAIN QUERY PLAN {}", conversations::inbox_sql());
        conn.prepare(&sql)?.query_map(params_of_inbox(), |row| row.get(3))?.collect()
    };
    let plan = store.readers.read(plan).await.unwrap().join("; ");
    assert!(plan.contains("conversation_by_need") && !plan.contains("TEMP B-TREE"), "{plan}");
}

#[tokio::test]
async fn a_statement_is_compiled_once() {
    let folder = TempDir::new().unwrap();
    let store = Arc::new(Sqlite::open(&folder.path().join("undertone.db")).unwrap());
    let world = contract::World::on(Arc::clone(&store) as Arc<dyn Store>).await;
    let (id, _) = world.maya_begins().await;
    let maya = Party::Visitor(world.shop.maya);
    for words in ["and", "again", "and", "again"] {
        world.append(maya, &world.says(id, words)).await;
    }
    let compiled_anew = |conn: &Connection| {
        Ok(conn.prepare_cached(append::FIND_HEAD)?.get_status(StatementStatus::RePrepare))
    };
    assert_eq!(store.writer.write(compiled_anew).await.unwrap(), 0);
}

fn params_of_inbox() -> [i64; 6] {
    [0; 6]
}
