ALTER TABLE store_state ADD COLUMN epoch TEXT;

UPDATE store_state SET epoch = lower(hex(randomblob(16))) WHERE id = 1;

CREATE TABLE commits (
    revision INTEGER PRIMARY KEY,
    mark INTEGER NOT NULL,
    at INTEGER NOT NULL
);

CREATE INDEX commits_time ON commits (at);

INSERT INTO commits (revision, mark, at) SELECT revision, random(), 0 FROM store_state WHERE revision > 0;
