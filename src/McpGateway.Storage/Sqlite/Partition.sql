CREATE TABLE IF NOT EXISTS log_partitions (
    stream TEXT NOT NULL,
    period INTEGER NOT NULL,
    tag TEXT NOT NULL,
    PRIMARY KEY (stream, period)
);

CREATE TABLE IF NOT EXISTS log_blocks (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    period INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    summary BLOB NOT NULL,
    names BLOB NOT NULL,
    bodies BLOB NOT NULL
);

CREATE INDEX IF NOT EXISTS log_blocks_time ON log_blocks (stream, period, last_at, id, first_at);
CREATE INDEX IF NOT EXISTS log_blocks_small ON log_blocks (stream, period, first_at, id) WHERE entries < 900;

CREATE TABLE IF NOT EXISTS log_series (
    stream TEXT NOT NULL,
    period INTEGER NOT NULL,
    step INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    at INTEGER NOT NULL,
    writer TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, period, step, dimension, at, writer)
);

CREATE TABLE IF NOT EXISTS log_writers (
    stream TEXT NOT NULL,
    period INTEGER NOT NULL,
    writer TEXT NOT NULL,
    batch INTEGER NOT NULL,
    PRIMARY KEY (stream, period, writer)
);
