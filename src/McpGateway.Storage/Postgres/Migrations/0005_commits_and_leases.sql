ALTER TABLE store_state ADD COLUMN epoch TEXT;

UPDATE store_state SET epoch = gen_random_uuid()::text WHERE id = 1;

CREATE TABLE commits (
    revision BIGINT PRIMARY KEY,
    mark BIGINT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX commits_time ON commits (at);

INSERT INTO commits (revision, mark, at)
SELECT revision, (random() * 4611686018427387904)::bigint, 0 FROM store_state WHERE revision > 0;

CREATE TABLE leases (
    role TEXT COLLATE "C" PRIMARY KEY,
    holder TEXT NOT NULL,
    term BIGINT NOT NULL,
    expires_at TIMESTAMPTZ NOT NULL
);
