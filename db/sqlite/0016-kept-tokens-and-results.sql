-- Tokens by which scripts of staff read releases: the SHA-256 of each, never itself. No time of use is kept.
CREATE TABLE api_token (
  hash BLOB NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  id TEXT NOT NULL UNIQUE CHECK (length(id) = 12),
  name TEXT NOT NULL REFERENCES staff (name),
  label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  -- Of one survey alone, or of every.
  survey TEXT REFERENCES survey (id),
  -- Which kinds of releases, separated by commas.
  kinds TEXT NOT NULL CHECK (length(kinds) BETWEEN 1 AND 60),
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Results that staff made public: frozen figures of a public release, and a picture of them. The newest is shown.
CREATE TABLE published_result (
  survey TEXT NOT NULL REFERENCES survey (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  json TEXT NOT NULL CHECK (json_valid(json)),
  image BLOB NOT NULL,
  PRIMARY KEY (survey, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER published_result_never_changes BEFORE UPDATE ON published_result
BEGIN
  SELECT RAISE(ABORT, 'published results never change');
END;

CREATE TRIGGER published_result_never_goes BEFORE DELETE ON published_result
BEGIN
  SELECT RAISE(ABORT, 'published results never go');
END;

-- INSERT OR REPLACE deletes in silence.
CREATE TRIGGER published_result_is_never_replaced BEFORE INSERT ON published_result
WHEN EXISTS (SELECT 1 FROM published_result WHERE survey = NEW.survey AND number = NEW.number)
BEGIN
  SELECT RAISE(ABORT, 'published results are never replaced');
END;
