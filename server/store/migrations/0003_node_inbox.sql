-- What nodes say to each other while the bus is away (docs/decisions/0021-when-the-bus-is-away.md). Empty as long as it works.

CREATE TABLE node_inbox(
    recipient TEXT NOT NULL REFERENCES nodes(name) ON DELETE CASCADE,
    sender BIGINT NOT NULL,
    number BIGINT NOT NULL,
    said_at BIGINT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(recipient, sender, number)
);
