CREATE TABLE record_blocks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream TEXT COLLATE "C" NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    names BYTEA NOT NULL,
    bodies BYTEA NOT NULL
);

CREATE INDEX record_blocks_time ON record_blocks (stream, last_at, id);
