-- What the decks of a course take on the disk, and what one person or one token has uploaded to it on one day: both are
-- bounded. A day is a whole number of days since 1970 in UTC; an earlier day is overwritten.

ALTER TABLE decks ADD COLUMN bytes BIGINT NOT NULL DEFAULT 0;
DROP INDEX decks_by_course;
CREATE INDEX decks_by_course ON decks(course, bytes);

CREATE TABLE uploads(
    course BIGINT NOT NULL REFERENCES courses(id) ON DELETE CASCADE,
    uploader TEXT NOT NULL,
    day BIGINT NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY(course, uploader)
);
