-- The feedback loop: written by staff, about services. No citizen is in it.

CREATE TABLE backlog_agreement (
  survey TEXT NOT NULL PRIMARY KEY REFERENCES survey (id),
  json TEXT NOT NULL CHECK (json_valid(json))
) STRICT, WITHOUT ROWID;

CREATE TABLE backlog_item (
  survey TEXT NOT NULL REFERENCES survey (id),
  id TEXT NOT NULL CHECK (length(id) = 16),
  category TEXT NOT NULL CHECK (length(category) BETWEEN 1 AND 60),
  service TEXT NOT NULL CHECK (length(service) BETWEEN 1 AND 60),
  days INTEGER NOT NULL CHECK (days >= 1),
  reported_on TEXT NOT NULL CHECK (length(reported_on) = 10),
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  PRIMARY KEY (survey, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE backlog_change (
  survey TEXT NOT NULL REFERENCES survey (id),
  item TEXT NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  status TEXT NOT NULL CHECK (status IN ('reported', 'accepted', 'in-progress', 'fixed', 'declined')),
  unit TEXT NOT NULL CHECK (length(unit) BETWEEN 1 AND 200),
  changed_on TEXT NOT NULL CHECK (length(changed_on) = 10),
  who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  PRIMARY KEY (survey, item, number)
) STRICT, WITHOUT ROWID;

-- What citizens are told: "You said, we did".
CREATE TABLE note (
  survey TEXT NOT NULL REFERENCES survey (id),
  id TEXT NOT NULL CHECK (length(id) = 16),
  item TEXT,
  json TEXT NOT NULL CHECK (json_valid(json)),
  published_on TEXT CHECK (length(published_on) = 10),
  PRIMARY KEY (survey, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER backlog_change_never_changes BEFORE UPDATE ON backlog_change
BEGIN
  SELECT RAISE(ABORT, 'what happened to a problem never changes');
END;
