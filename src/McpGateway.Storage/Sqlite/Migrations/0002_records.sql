CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    at INTEGER NOT NULL,
    user_name TEXT,
    server TEXT,
    outcome TEXT,
    value REAL,
    body TEXT NOT NULL
);

CREATE INDEX records_time ON records (stream, at, id);
