-- Links that were asked for and not opened yet: each person's link in use stays what it is until one of them is opened
-- (docs/decisions/0024-links-wait-until-they-are-opened.md). A later link has the greater id.

CREATE TABLE pending_links(
    id BIGINT PRIMARY KEY,
    participant BIGINT NOT NULL REFERENCES participants(id) ON DELETE CASCADE,
    token_hash TEXT NOT NULL UNIQUE
);
CREATE INDEX pending_links_by_participant ON pending_links(participant, id);
