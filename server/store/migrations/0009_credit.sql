-- How much live time counts before the planned start and after the planned end of a session, in minutes.

ALTER TABLE courses ADD COLUMN credit_before BIGINT NOT NULL DEFAULT 0;
ALTER TABLE courses ADD COLUMN credit_after BIGINT NOT NULL DEFAULT 0;
