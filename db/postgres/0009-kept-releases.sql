-- Data sets that passed the disclosure gate: what each is and what was done to make it safe. Sums over all records, and of no
-- person. One request has one release.

CREATE TABLE data_release (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  request TEXT COLLATE "C" NOT NULL CHECK (length(request) = 64),
  json JSON NOT NULL,
  UNIQUE (survey, request)
);

CREATE TRIGGER data_release_never_changes BEFORE UPDATE ON data_release
FOR EACH ROW EXECUTE FUNCTION refuse('a release never changes');

CREATE TRIGGER data_release_never_goes BEFORE DELETE OR TRUNCATE ON data_release
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a release never goes');
