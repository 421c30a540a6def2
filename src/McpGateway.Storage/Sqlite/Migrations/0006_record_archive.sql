CREATE TABLE log_archive (
    stream TEXT NOT NULL,
    step INTEGER NOT NULL,
    dimension INTEGER NOT NULL,
    at INTEGER NOT NULL,
    tag TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (stream, step, dimension, at, tag)
);

CREATE INDEX log_archive_time ON log_archive (stream, at);
