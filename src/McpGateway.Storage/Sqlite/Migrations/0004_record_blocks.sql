CREATE TABLE record_blocks (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    names BLOB NOT NULL,
    bodies BLOB NOT NULL
);

CREATE INDEX record_blocks_time ON record_blocks (stream, last_at, id);
