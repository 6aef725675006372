-- Who serves, and who may write which session's log (docs/decisions/0019-rooms-have-one-owner.md). What changes with every
-- sign of life is in no index, so that PostgreSQL can write it in place.

CREATE TABLE nodes(
    name TEXT PRIMARY KEY,
    incarnation BIGINT NOT NULL,
    version TEXT NOT NULL,
    address TEXT NOT NULL,
    process TEXT NOT NULL,
    started_at BIGINT NOT NULL,
    beat_at BIGINT NOT NULL,
    steady_since BIGINT NOT NULL,
    is_alone BIGINT NOT NULL,
    is_draining BIGINT NOT NULL,
    is_written_off BIGINT NOT NULL,
    is_cut_off BIGINT NOT NULL,
    rooms BIGINT NOT NULL,
    people BIGINT NOT NULL
);

CREATE TABLE leases(
    session BIGINT PRIMARY KEY REFERENCES sessions(id) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    incarnation BIGINT NOT NULL,
    process TEXT NOT NULL,
    epoch BIGINT NOT NULL
);
