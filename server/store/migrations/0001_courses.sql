-- The subset of SQL that SQLite and PostgreSQL share. Times are BIGINT milliseconds since 1970 UTC, truth values are
-- 0 and 1, ids are given out by next_ids and never used twice.

CREATE TABLE next_ids(
    kind TEXT PRIMARY KEY,
    last BIGINT NOT NULL
);

CREATE TABLE courses(
    id BIGINT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    description TEXT NOT NULL,
    organizer TEXT NOT NULL,
    zone TEXT NOT NULL,
    language TEXT NOT NULL,
    consent TEXT NOT NULL,
    capacity BIGINT NOT NULL,
    minimum_percent BIGINT NOT NULL,
    is_open BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE sessions(
    id BIGINT PRIMARY KEY,
    course BIGINT NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    session_key TEXT NOT NULL,
    title TEXT NOT NULL,
    summary TEXT NOT NULL,
    lecturer TEXT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    phase TEXT NOT NULL,
    UNIQUE(course, session_key)
);

CREATE TABLE participants(
    id BIGINT PRIMARY KEY,
    course BIGINT NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    registration_id TEXT NOT NULL,
    external_id TEXT,
    name TEXT NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT,
    institution TEXT NOT NULL,
    country TEXT NOT NULL,
    zone TEXT NOT NULL,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    consented_at BIGINT,
    registered_at BIGINT NOT NULL,
    join_token_hash TEXT UNIQUE,
    UNIQUE(course, email_key),
    UNIQUE(course, external_id),
    UNIQUE(course, registration_id)
);
CREATE INDEX participants_in_order ON participants(course, id);

CREATE TABLE logins(
    id BIGINT PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    last_seen_at BIGINT NOT NULL
);
CREATE INDEX logins_by_use ON logins(last_seen_at);

CREATE TABLE login_participants(
    login BIGINT NOT NULL REFERENCES logins(id) ON DELETE CASCADE,
    participant BIGINT NOT NULL REFERENCES participants(id) ON DELETE CASCADE,
    since BIGINT NOT NULL,
    PRIMARY KEY(login, participant)
);
CREATE INDEX login_participants_by_participant ON login_participants(participant);

CREATE TABLE api_tokens(
    id BIGINT PRIMARY KEY,
    course BIGINT NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    label TEXT NOT NULL,
    scopes TEXT NOT NULL,
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX api_tokens_by_course ON api_tokens(course);

CREATE TABLE decks(
    id BIGINT PRIMARY KEY,
    course BIGINT NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    session BIGINT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    pages BIGINT NOT NULL,
    pages_done BIGINT NOT NULL,
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    error TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX decks_by_session ON decks(session);
CREATE INDEX decks_by_course ON decks(course);
CREATE INDEX decks_by_hash ON decks(hash);
CREATE INDEX decks_unfinished ON decks(id) WHERE state = 'rendering';

-- The log. Its key refuses a second writer of one session. (WITHOUT ROWID is SQLite's alone: one tree to write, not two.)
CREATE TABLE events(
    session BIGINT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    author BIGINT NOT NULL,
    command_key TEXT NOT NULL,
    type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(session, seq)
) WITHOUT ROWID;
CREATE INDEX events_of_chat ON events(session, type, seq) WHERE type IN ('chat_posted', 'chat_hidden');

CREATE TABLE mails(
    id BIGINT PRIMARY KEY,
    course BIGINT REFERENCES courses(id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    next_attempt_at BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    error TEXT NOT NULL
);
CREATE INDEX mails_by_course ON mails(course, id);
CREATE INDEX mails_waiting ON mails(next_attempt_at) WHERE status = 'queued';

CREATE TABLE secrets(
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);
