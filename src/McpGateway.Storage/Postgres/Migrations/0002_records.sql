CREATE TABLE records (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    user_name TEXT COLLATE "C",
    server TEXT COLLATE "C",
    outcome TEXT COLLATE "C",
    value DOUBLE PRECISION,
    body TEXT COLLATE "C" NOT NULL
);

CREATE INDEX records_time ON records (stream, at, id);
