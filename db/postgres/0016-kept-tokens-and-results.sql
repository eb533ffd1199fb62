-- Tokens by which scripts of staff read releases: the SHA-256 of each, never itself. No time of use is kept.
CREATE TABLE api_token (
  hash BYTEA NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
  id TEXT COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 12),
  name TEXT COLLATE "C" NOT NULL REFERENCES staff (name),
  label TEXT NOT NULL CHECK (length(label) BETWEEN 1 AND 100),
  -- Of one survey alone, or of every.
  survey TEXT COLLATE "C" REFERENCES survey (id),
  -- Which kinds of releases, separated by commas.
  kinds TEXT NOT NULL CHECK (length(kinds) BETWEEN 1 AND 60),
  until BIGINT NOT NULL
);

ALTER TABLE api_token ALTER COLUMN hash SET STATISTICS 0;

-- Results that staff made public: frozen figures of a public release, and a picture of them. The newest is shown.
CREATE TABLE published_result (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  json JSON NOT NULL,
  image BYTEA NOT NULL,
  PRIMARY KEY (survey, number)
);

CREATE TRIGGER published_result_never_changes BEFORE UPDATE ON published_result
FOR EACH ROW EXECUTE FUNCTION refuse('published results never change');

CREATE TRIGGER published_result_never_goes BEFORE DELETE OR TRUNCATE ON published_result
FOR EACH STATEMENT EXECUTE FUNCTION refuse('published results never go');
