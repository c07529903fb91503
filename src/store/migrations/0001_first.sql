-- The first shape of the store.
--
-- Times are milliseconds since 1970, UTC. Ids are UUIDs of version 7 as sixteen bytes, minted outside.
-- Every row hangs on a site, the unit of tenancy, directly or through its conversation.

-- A website that embeds the chat. `key` is public (it stands in the script tag); `allowed_origins` is a JSON
-- array of exact origins that may show the chat in a frame.
CREATE TABLE site (
    id              BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    key             TEXT    NOT NULL UNIQUE,
    name            TEXT    NOT NULL,
    allowed_origins TEXT    NOT NULL,
    accent          TEXT    NOT NULL,
    created_at_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A person who answers. The address is unique over all sites, because signing in names no site; it is kept in
-- lower case, so that two spellings are one account. `password_hash` is a PHC string (argon2id).
CREATE TABLE agent (
    id            BLOB    NOT NULL PRIMARY KEY CHECK (length(id) = 16),
    site_id       BLOB    NOT NULL REFERENCES site (id),
    email         TEXT    NOT NULL UNIQUE,
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,
    created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A signed-in browser of an agent. Only the SHA-256 of the cookie's token is here: whoever reads the file cannot
-- sign in with it.
CREATE TABLE agent_session (
    token_hash    BLOB    NOT NULL PRIMARY KEY CHECK (length(token_hash) = 32),
    agent_id      BLOB    NOT NULL REFERENCES agent (id),
    created_at_ms INTEGER NOT NULL,
    expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX agent_session_by_expiry ON agent_session (expires_at_ms);

-- One visitor, as far as one browser can tell, known again by a bearer token (again only its SHA-256).
-- `identity` is what the site says of them, a JSON object, not verified.
CREATE TABLE visitor (
    visitor       INTEGER PRIMARY KEY,
    id            BLOB    NOT NULL UNIQUE CHECK (length(id) = 16),
    site_id       BLOB    NOT NULL REFERENCES site (id),
    token_hash    BLOB    NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    identity      TEXT,
    created_at_ms INTEGER NOT NULL
) STRICT;

-- One conversation, owned by the visitor who began it. Everything that the inbox shows of it is here, so that
-- listing never touches the records.
CREATE TABLE conversation (
    conversation     INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL CHECK (length(id) = 16),
    site_id          BLOB    NOT NULL REFERENCES site (id),
    visitor          INTEGER NOT NULL REFERENCES visitor (visitor),
    opened_at_ms     INTEGER NOT NULL,
    -- The newest place, and the newest place that is a turn (amendments take a place, but are no turns).
    head_seq         INTEGER NOT NULL,
    last_turn_seq    INTEGER NOT NULL,
    -- The newest turn, as the inbox shows it: 1 visitor, 2 agent.
    last_role        INTEGER NOT NULL,
    last_preview     TEXT    NOT NULL,
    last_at_ms       INTEGER NOT NULL,
    last_sentiment   TEXT    NOT NULL,
    -- Since when the visitor waits; null when an agent spoke last.
    waiting_since_ms INTEGER,
    agent_seen_seq   INTEGER NOT NULL DEFAULT 0,
    visitor_seen_seq INTEGER NOT NULL DEFAULT 0,
    -- The newest page context (JSON).
    page             TEXT,
    -- How it is going (JSON), computed through `course_seq`; behind `head_seq` it is to be computed again.
    course           TEXT,
    course_seq       INTEGER NOT NULL DEFAULT 0,
    -- The risk in whole percent: what orders the inbox. Finer steps would be noise that hides the waiting time.
    risk_percent     INTEGER NOT NULL DEFAULT 0,
    UNIQUE (site_id, id)
) STRICT;

-- Who needs help most: risk, then the longest wait (nobody waiting comes last), then the newest turn.
CREATE INDEX conversation_by_need ON conversation (
    site_id, risk_percent DESC, coalesce(waiting_since_ms, 9223372036854775807), last_at_ms DESC, id
);
CREATE INDEX conversation_by_visitor ON conversation (visitor, last_at_ms DESC);
CREATE INDEX conversation_behind ON conversation (conversation) WHERE course_seq < head_seq;

-- One record, in its place. `body` is what the client sent, after the wall; `digest` is the SHA-256 by which a
-- repeated offer is told from another body under the same id; `reading` is the server's own.
CREATE TABLE record (
    record            INTEGER PRIMARY KEY,
    conversation      INTEGER NOT NULL REFERENCES conversation (conversation),
    seq               INTEGER NOT NULL,
    visitor           INTEGER NOT NULL REFERENCES visitor (visitor),
    id                BLOB    NOT NULL CHECK (length(id) = 16),
    digest            BLOB    NOT NULL CHECK (length(digest) = 32),
    -- 1 visitor's turn, 2 agent's turn, 3 page amendment.
    kind              INTEGER NOT NULL,
    -- The place of the turn before, 0 for none: by it a visitor's client sees a gap.
    previous_turn_seq INTEGER NOT NULL,
    received_at_ms    INTEGER NOT NULL,
    body              TEXT    NOT NULL,
    reading           TEXT,
    UNIQUE (conversation, seq),
    UNIQUE (visitor, id)
) STRICT;

-- The words of every turn, by `record.record`. It keeps no second copy of the text.
CREATE VIRTUAL TABLE turn_text USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
