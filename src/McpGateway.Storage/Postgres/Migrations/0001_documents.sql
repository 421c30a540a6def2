CREATE TABLE store_state (
    id SMALLINT PRIMARY KEY CHECK (id = 1),
    revision BIGINT NOT NULL,
    trimmed BIGINT NOT NULL,
    key_check TEXT
);

INSERT INTO store_state (id, revision, trimmed) VALUES (1, 0, 0);

CREATE TABLE documents (
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    owner TEXT COLLATE "C",
    expires_at BIGINT,
    is_sealed BIGINT NOT NULL,
    is_deleted BIGINT NOT NULL,
    body BYTEA,
    PRIMARY KEY (kind, key)
);

CREATE INDEX documents_revision ON documents (revision);
CREATE INDEX documents_owner ON documents (kind, owner) WHERE owner IS NOT NULL;
CREATE INDEX documents_expiry ON documents (expires_at) WHERE expires_at IS NOT NULL;
