CREATE TABLE audit_events (
    stream TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    user_name TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    resource_type TEXT COLLATE "C" NOT NULL,
    resource_id TEXT COLLATE "C",
    outcome TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C" NOT NULL,
    client_ip TEXT COLLATE "C",
    request_id TEXT COLLATE "C",
    status BIGINT,
    hash TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (stream, number)
);

CREATE INDEX audit_events_time ON audit_events (at, stream, number);
CREATE INDEX audit_events_user ON audit_events (user_name, at);
CREATE INDEX audit_events_resource ON audit_events (resource_id, at);
CREATE INDEX audit_events_request ON audit_events (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE audit_heads (
    stream TEXT COLLATE "C" PRIMARY KEY,
    number BIGINT NOT NULL,
    hash TEXT NOT NULL
) WITH (fillfactor = 10);

INSERT INTO audit_heads (stream, number, hash) VALUES
    ('registry_api', 0, '0000000000000000000000000000000000000000000000000000000000000000'),
    ('sign_in', 0, '0000000000000000000000000000000000000000000000000000000000000000'),
    ('token_mint', 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE audit_statements (
    stream TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (stream, number, kind)
);

CREATE TABLE audit_deliveries (
    receiver TEXT COLLATE "C" NOT NULL,
    stream TEXT COLLATE "C" NOT NULL,
    number BIGINT NOT NULL,
    dropped BIGINT NOT NULL,
    PRIMARY KEY (receiver, stream)
);
