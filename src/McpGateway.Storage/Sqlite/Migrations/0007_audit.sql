CREATE TABLE audit_events (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    user_name TEXT NOT NULL,
    operation TEXT NOT NULL,
    resource_type TEXT NOT NULL,
    resource_id TEXT,
    outcome TEXT NOT NULL,
    decision TEXT NOT NULL,
    client_ip TEXT,
    request_id TEXT,
    status INTEGER,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (stream, number)
);

CREATE INDEX audit_events_time ON audit_events (at, stream, number);
CREATE INDEX audit_events_user ON audit_events (user_name, at);
CREATE INDEX audit_events_resource ON audit_events (resource_id, at);
CREATE INDEX audit_events_request ON audit_events (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE audit_heads (
    stream TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
);

INSERT INTO audit_heads (stream, number, hash) VALUES
    ('registry_api', 0, '0000000000000000000000000000000000000000000000000000000000000000'),
    ('sign_in', 0, '0000000000000000000000000000000000000000000000000000000000000000'),
    ('token_mint', 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE audit_statements (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (stream, number, kind)
);

CREATE TABLE audit_deliveries (
    receiver TEXT NOT NULL,
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    dropped INTEGER NOT NULL,
    PRIMARY KEY (receiver, stream)
);
