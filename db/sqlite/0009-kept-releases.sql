-- Data sets that passed the disclosure gate: what each is and what was done to make it safe. Sums over all records, and of no
-- person. One request has one release.

CREATE TABLE data_release (
  id TEXT NOT NULL PRIMARY KEY,
  survey TEXT NOT NULL REFERENCES survey (id),
  request TEXT NOT NULL CHECK (length(request) = 64),
  json TEXT NOT NULL CHECK (json_valid(json)),
  UNIQUE (survey, request)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER data_release_never_changes BEFORE UPDATE ON data_release
BEGIN
  SELECT RAISE(ABORT, 'a release never changes');
END;

CREATE TRIGGER data_release_never_goes BEFORE DELETE ON data_release
BEGIN
  SELECT RAISE(ABORT, 'a release never goes');
END;

-- INSERT OR REPLACE deletes in silence.
CREATE TRIGGER data_release_is_never_replaced BEFORE INSERT ON data_release
WHEN EXISTS (SELECT 1 FROM data_release WHERE id = NEW.id OR (survey = NEW.survey AND request = NEW.request))
BEGIN
  SELECT RAISE(ABORT, 'a release is never replaced');
END;
