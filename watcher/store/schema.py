"""The tables, as an append-only list of migrations: each runs once, in one transaction; `user_version` counts them.

Times are integer milliseconds since 1970, UTC. Never edit a migration that has been released: add one.
"""

APPLICATION_ID = 0x77617463  # "watc", so that `file` and we know our own database

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE source (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        address BLOB NOT NULL,             -- digest of the address: the address itself may hold a secret
        way TEXT,                          -- JSON: how a page is read; tells two entries with one address apart
        host TEXT NOT NULL,
        active INTEGER NOT NULL DEFAULT 1, -- in the config now
        added_at INTEGER NOT NULL,
        kind TEXT,                         -- feed, json, page, text; NULL before the first good answer
        list TEXT,                         -- the selector that a page's list was found with by looking
        etag BLOB, last_modified BLOB,
        body BLOB,                         -- digest of the last good body
        polls INTEGER NOT NULL DEFAULT 0,  -- documents read
        baseline_at INTEGER, tried_at INTEGER, good_at INTEGER,
        next_at INTEGER, next_why TEXT NOT NULL DEFAULT '',
        wish INTEGER,                      -- what the publisher asked for between polls
        rests TEXT NOT NULL DEFAULT '',    -- JSON of model.Rests: when it asks not to be polled
        moved TEXT NOT NULL DEFAULT '',    -- JSON of decide.moving.Moved: where permanent redirects lead; may hold a secret
        pulse TEXT NOT NULL DEFAULT '',    -- JSON of decide.rhythm.Pulse: what its polls taught
        condition TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0, since INTEGER, told INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE host (name TEXT PRIMARY KEY, paused_until INTEGER NOT NULL) STRICT, WITHOUT ROWID;

    CREATE TABLE robots (
        origin TEXT PRIMARY KEY,           -- scheme, host and port
        text TEXT,                         -- its robots.txt; NULL: it could not be read, so nothing is allowed (RFC 9309)
        at INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE item (
        id INTEGER PRIMARY KEY,
        source INTEGER NOT NULL REFERENCES source,
        guid TEXT, title TEXT NOT NULL, link TEXT, summary TEXT NOT NULL,
        published INTEGER, lang TEXT,
        article TEXT NOT NULL DEFAULT '',
        found_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX item_by_time ON item (source, found_at);
    CREATE INDEX item_by_title ON item (title);

    CREATE TABLE seen (
        source INTEGER NOT NULL, key BLOB NOT NULL, title BLOB NOT NULL,
        link BLOB, published INTEGER, content BLOB NOT NULL,
        item INTEGER,                      -- NULL when its text is no longer kept
        poll INTEGER NOT NULL, at INTEGER NOT NULL,  -- when it was last in the document
        PRIMARY KEY (source, key, title)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE watch (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        titles TEXT NOT NULL,              -- JSON list, folded and sorted: what keeps its memory when it is renamed
        terms TEXT NOT NULL,               -- JSON list of about and keywords, likewise
        active INTEGER NOT NULL DEFAULT 1,
        added_at INTEGER NOT NULL,
        muted_until INTEGER
    ) STRICT;

    CREATE TABLE story (
        id INTEGER PRIMARY KEY,
        watch INTEGER NOT NULL REFERENCES watch,
        subject TEXT NOT NULL,
        standing TEXT NOT NULL,            -- JSON of model.Standing
        same_as TEXT,                      -- the subject under which it goes on
        UNIQUE (watch, subject)
    ) STRICT;

    CREATE TABLE ring (
        story INTEGER NOT NULL REFERENCES story,
        position INTEGER NOT NULL,
        status TEXT NOT NULL, sure INTEGER NOT NULL,
        alert TEXT NOT NULL, at INTEGER NOT NULL,
        source TEXT NOT NULL,
        words TEXT NOT NULL,               -- JSON list
        stood TEXT,                        -- JSON of model.Standing: where the story stood before; NULL: it took no step
        period TEXT,                       -- JSON of model.Period
        wrong INTEGER NOT NULL DEFAULT 0,  -- the owner called it so
        PRIMARY KEY (story, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE alert (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        watch INTEGER REFERENCES watch,
        at INTEGER NOT NULL,
        body TEXT NOT NULL                 -- JSON of model.Alert
    ) STRICT;
    CREATE INDEX alert_by_watch ON alert (watch, at);

    CREATE TABLE report (
        id INTEGER PRIMARY KEY,
        watch INTEGER NOT NULL REFERENCES watch,
        item INTEGER NOT NULL REFERENCES item,
        subject TEXT, status TEXT, sure INTEGER,  -- NULL for a keyword watch
        words TEXT NOT NULL,               -- JSON list
        why TEXT NOT NULL,
        alert TEXT,                        -- it rang as this
        under TEXT,                        -- it folded under this
        baseline INTEGER NOT NULL,
        at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX report_by_item ON report (item);
    CREATE INDEX report_by_watch ON report (watch, at);
    CREATE INDEX report_by_fold ON report (under) WHERE under IS NOT NULL;

    CREATE TABLE channel (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        address BLOB NOT NULL,             -- digest
        active INTEGER NOT NULL DEFAULT 1,
        paused_until INTEGER,
        condition TEXT NOT NULL DEFAULT 'waiting', reason TEXT NOT NULL DEFAULT '',
        failures INTEGER NOT NULL DEFAULT 0, since INTEGER, told INTEGER NOT NULL DEFAULT 0,
        digested_at INTEGER,               -- when its last digest went out whole
        digested_to INTEGER NOT NULL DEFAULT 0  -- the report up to which digests listed what folded
    ) STRICT;

    CREATE TABLE post (
        channel INTEGER NOT NULL REFERENCES channel,
        watch INTEGER NOT NULL,            -- 0: notices about ourselves
        thread TEXT NOT NULL,
        PRIMARY KEY (channel, watch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE delivery (
        id INTEGER PRIMARY KEY,
        alert INTEGER NOT NULL REFERENCES alert,
        channel INTEGER NOT NULL REFERENCES channel,
        fate TEXT NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        repeat INTEGER NOT NULL DEFAULT 0, -- it may have arrived before
        changed_at INTEGER NOT NULL,
        receipt TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        asked INTEGER NOT NULL DEFAULT 0,  -- its owner asked for it: neither quiet hours nor a digest hold it
        stale INTEGER NOT NULL DEFAULT 0,  -- how many folds its message does not show yet
        amended_at INTEGER,                -- when its message was last edited, or tried to
        fixed INTEGER NOT NULL DEFAULT 0,  -- its message is never edited (again)
        UNIQUE (alert, channel)
    ) STRICT;
    CREATE INDEX delivery_by_receipt ON delivery (channel, receipt) WHERE receipt != '';
    CREATE INDEX delivery_stale ON delivery (channel, alert) WHERE stale;
    CREATE INDEX delivery_open ON delivery (channel, alert) WHERE fate IN ('pending', 'sending', 'retry', 'uncertain');
    """,
)
