CREATE TABLE log_partitions (
    stream TEXT COLLATE "C" NOT NULL,
    period BIGINT NOT NULL,
    tag TEXT COLLATE "C" NOT NULL,
    is_dropping BIGINT NOT NULL,
    PRIMARY KEY (stream, period)
);

CREATE TABLE log_blocks (
    stream TEXT COLLATE "C" NOT NULL,
    period BIGINT NOT NULL,
    id BIGINT NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    entries BIGINT NOT NULL,
    summary BYTEA NOT NULL,
    names BYTEA NOT NULL,
    bodies BYTEA NOT NULL,
    PRIMARY KEY (stream, period, id)
) PARTITION BY RANGE (stream, period);

-- Summaries are read for every block of a period: they stay beside the times. What is compressed already is not compressed again.
ALTER TABLE log_blocks ALTER COLUMN summary SET STORAGE MAIN;
ALTER TABLE log_blocks ALTER COLUMN names SET STORAGE EXTERNAL;
ALTER TABLE log_blocks ALTER COLUMN bodies SET STORAGE EXTERNAL;

CREATE INDEX log_blocks_time ON log_blocks (stream, period, last_at, id, first_at);
CREATE INDEX log_blocks_small ON log_blocks (stream, period, first_at, id) WHERE entries < 900;

CREATE TABLE log_series (
    stream TEXT COLLATE "C" NOT NULL,
    period BIGINT NOT NULL,
    step BIGINT NOT NULL,
    dimension BIGINT NOT NULL,
    at BIGINT NOT NULL,
    writer TEXT COLLATE "C" NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (stream, period, step, dimension, at, writer)
) PARTITION BY RANGE (stream, period);

ALTER TABLE log_series ALTER COLUMN data SET STORAGE EXTERNAL;

CREATE TABLE log_writers (
    stream TEXT COLLATE "C" NOT NULL,
    period BIGINT NOT NULL,
    writer TEXT COLLATE "C" NOT NULL,
    batch BIGINT NOT NULL,
    PRIMARY KEY (stream, period, writer)
);

CREATE TABLE log_archive (
    stream TEXT COLLATE "C" NOT NULL,
    step BIGINT NOT NULL,
    dimension BIGINT NOT NULL,
    at BIGINT NOT NULL,
    tag TEXT COLLATE "C" NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (stream, step, dimension, at, tag)
);

CREATE INDEX log_archive_time ON log_archive (stream, at);
