-- When the process before this one under the same name last gave a sign of life: its rooms' next owners count people's presence
-- until then (docs/decisions/0020-followers.md).

ALTER TABLE nodes ADD COLUMN before_incarnation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE nodes ADD COLUMN before_beat_at BIGINT NOT NULL DEFAULT 0;
