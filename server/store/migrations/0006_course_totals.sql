-- What the requests of everybody need to know of a course without reading its roster: how many attendees it has, and a
-- revision that grows with every change of what the course's page shows. Triggers keep both up to date in the transaction
-- that makes the change. `WHEN (…)` is common to both engines. Behind it, PostgreSQL reads what stands in `/*! … -- */`,
-- and takes the rest of the line for a comment; SQLite reads the rest of the line.

CREATE INDEX participants_of_staff ON participants(course, id) WHERE role <> 'attendee';
CREATE INDEX sessions_in_order ON sessions(course, starts_at, ends_at);

CREATE TABLE course_totals(
    course BIGINT PRIMARY KEY REFERENCES courses(id) ON DELETE CASCADE,
    attendees BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

-- The first argument is added to the attendees, the second to the revision.
/*! CREATE FUNCTION add_to_course_totals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
UPDATE course_totals SET attendees = attendees + TG_ARGV[0]::bigint, revision = revision + TG_ARGV[1]::bigint
WHERE course = COALESCE(NEW.course, OLD.course); RETURN NULL; END $$ -- */ SELECT 1;
/*! CREATE FUNCTION begin_course_totals() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO course_totals(course, attendees, revision) VALUES(NEW.id, 0, 1); RETURN NULL; END $$ -- */ SELECT 1;
/*! CREATE FUNCTION revise_course() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.id; RETURN NULL; END $$ -- */ SELECT 1;

CREATE TRIGGER course_added AFTER INSERT ON courses FOR EACH ROW
/*! EXECUTE FUNCTION begin_course_totals() -- */ BEGIN INSERT INTO course_totals(course, attendees, revision) VALUES(NEW.id, 0, 1); END;
CREATE TRIGGER course_changed AFTER UPDATE ON courses FOR EACH ROW
/*! EXECUTE FUNCTION revise_course() -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.id; END;

CREATE TRIGGER session_added AFTER INSERT ON sessions FOR EACH ROW
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.course; END;
CREATE TRIGGER session_changed AFTER UPDATE ON sessions FOR EACH ROW
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.course; END;
CREATE TRIGGER session_removed AFTER DELETE ON sessions FOR EACH ROW
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = OLD.course; END;

-- The course's page shows the names of those who lecture.
CREATE TRIGGER staff_added AFTER INSERT ON participants FOR EACH ROW WHEN (NEW.role <> 'attendee')
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.course; END;
CREATE TRIGGER staff_changed AFTER UPDATE ON participants FOR EACH ROW WHEN (NEW.role <> 'attendee' OR OLD.role <> 'attendee')
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = NEW.course; END;
CREATE TRIGGER staff_removed AFTER DELETE ON participants FOR EACH ROW WHEN (OLD.role <> 'attendee')
/*! EXECUTE FUNCTION add_to_course_totals(0, 1) -- */ BEGIN UPDATE course_totals SET revision = revision + 1 WHERE course = OLD.course; END;

CREATE TRIGGER attendee_added AFTER INSERT ON participants FOR EACH ROW WHEN (NEW.role = 'attendee' AND NEW.status = 'active')
/*! EXECUTE FUNCTION add_to_course_totals(1, 0) -- */ BEGIN UPDATE course_totals SET attendees = attendees + 1 WHERE course = NEW.course; END;
CREATE TRIGGER attendee_removed AFTER DELETE ON participants FOR EACH ROW WHEN (OLD.role = 'attendee' AND OLD.status = 'active')
/*! EXECUTE FUNCTION add_to_course_totals('-1', 0) -- */ BEGIN UPDATE course_totals SET attendees = attendees - 1 WHERE course = OLD.course; END;
CREATE TRIGGER attendee_gained AFTER UPDATE ON participants FOR EACH ROW
WHEN (NEW.role = 'attendee' AND NEW.status = 'active' AND NOT (OLD.role = 'attendee' AND OLD.status = 'active'))
/*! EXECUTE FUNCTION add_to_course_totals(1, 0) -- */ BEGIN UPDATE course_totals SET attendees = attendees + 1 WHERE course = NEW.course; END;
CREATE TRIGGER attendee_lost AFTER UPDATE ON participants FOR EACH ROW
WHEN (OLD.role = 'attendee' AND OLD.status = 'active' AND NOT (NEW.role = 'attendee' AND NEW.status = 'active'))
/*! EXECUTE FUNCTION add_to_course_totals('-1', 0) -- */ BEGIN UPDATE course_totals SET attendees = attendees - 1 WHERE course = NEW.course; END;

-- Behind the triggers, whose locks keep others from writing until this is committed.
INSERT INTO course_totals(course, attendees, revision)
SELECT c.id, (SELECT COUNT(*) FROM participants p WHERE p.course = c.id AND p.role = 'attendee' AND p.status = 'active'), 1
FROM courses c;
