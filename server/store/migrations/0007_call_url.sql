-- The link to a call outside Aula, as the session's log has it; empty without one.

ALTER TABLE sessions ADD COLUMN call_url TEXT NOT NULL DEFAULT '';
