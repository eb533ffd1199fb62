-- The feedback loop: written by staff, about services. No citizen is in it.

CREATE TABLE backlog_agreement (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES survey (id),
  json JSON NOT NULL
);

CREATE TABLE backlog_item (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  id TEXT COLLATE "C" NOT NULL CHECK (length(id) = 16),
  category TEXT COLLATE "C" NOT NULL CHECK (length(category) BETWEEN 1 AND 60),
  service TEXT COLLATE "C" NOT NULL CHECK (length(service) BETWEEN 1 AND 60),
  days INTEGER NOT NULL CHECK (days >= 1),
  reported_on TEXT NOT NULL CHECK (length(reported_on) = 10),
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  PRIMARY KEY (survey, id)
);

CREATE TABLE backlog_change (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  item TEXT COLLATE "C" NOT NULL,
  number INTEGER NOT NULL CHECK (number >= 1),
  status TEXT NOT NULL CHECK (status IN ('reported', 'accepted', 'in-progress', 'fixed', 'declined')),
  unit TEXT NOT NULL CHECK (length(unit) BETWEEN 1 AND 200),
  changed_on TEXT NOT NULL CHECK (length(changed_on) = 10),
  who TEXT NOT NULL CHECK (length(who) BETWEEN 1 AND 200),
  PRIMARY KEY (survey, item, number)
);

-- What citizens are told: "You said, we did".
CREATE TABLE note (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  id TEXT COLLATE "C" NOT NULL CHECK (length(id) = 16),
  item TEXT COLLATE "C",
  json JSON NOT NULL,
  published_on TEXT CHECK (length(published_on) = 10),
  PRIMARY KEY (survey, id)
);

CREATE TRIGGER backlog_change_never_changes BEFORE UPDATE ON backlog_change
FOR EACH ROW EXECUTE FUNCTION refuse('what happened to a problem never changes');
