CREATE TABLE store_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL,
    trimmed INTEGER NOT NULL,
    key_check TEXT
);

INSERT INTO store_state (id, revision, trimmed) VALUES (1, 0, 0);

CREATE TABLE documents (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    version INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    owner TEXT,
    expires_at INTEGER,
    is_sealed INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL,
    body BLOB,
    PRIMARY KEY (kind, key)
);

CREATE INDEX documents_revision ON documents (revision);
CREATE INDEX documents_owner ON documents (kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX documents_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;
