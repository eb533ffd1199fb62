-- What is kept. The same tables and columns as db/sqlite/0001-kept.sql; a test compares the two.
--
-- PostgreSQL marks every row with the transaction that wrote it (xmin) and lays it where there is room (ctid), which is where
-- its time puts it. What is done about both is in server/storage/postgres/urn.ts and laid-anew.ts.
--
-- Keys and what is sealed have STATISTICS 0: ANALYZE would copy samples of them into pg_statistic, where they would outlive
-- the rows. STORAGE EXTERNAL: what is sealed cannot be compressed, so nobody tries.

CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', TG_ARGV[0];
END
$$;

CREATE TABLE survey (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 60),
  simulated BOOLEAN NOT NULL,
  closed_on TEXT CHECK (closed_on ~ '^\d{4}-\d\d-\d\d$'),
  -- How many responses were withdrawn: whose, nobody knows.
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
  -- Why the urn cannot be opened. While it says something nothing more is put in.
  trouble TEXT
);

CREATE TABLE version (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  version TEXT COLLATE "C" NOT NULL CHECK (version ~ '^[0-9a-f]{64}$'),
  number INTEGER NOT NULL CHECK (number >= 1),
  published_on TEXT NOT NULL CHECK (published_on ~ '^\d{4}-\d\d-\d\d$'),
  -- JSON and not JSONB: as it was published, to the order of its keys.
  definition JSON NOT NULL,
  PRIMARY KEY (survey, version),
  UNIQUE (survey, number)
);

-- One row: how often a survey was published or closed.
CREATE TABLE revision (
  "only" INTEGER NOT NULL PRIMARY KEY CHECK ("only" = 1),
  number INTEGER NOT NULL
);

INSERT INTO revision ("only", number) VALUES (1, 0);

CREATE TABLE participation (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  key BYTEA NOT NULL CHECK (length(key) = 32),
  PRIMARY KEY (survey, key)
);

ALTER TABLE participation ALTER COLUMN key SET STATISTICS 0;

-- What laid-anew.ts does to the other tables. A function with its owner's rights: the mixer calls it, and can neither read, add
-- nor remove a participation.
CREATE FUNCTION lay_participations_anew() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  LOCK TABLE participation IN ACCESS EXCLUSIVE MODE;
  CREATE TEMPORARY TABLE anew ON COMMIT DROP AS SELECT * FROM participation;
  TRUNCATE participation;
  INSERT INTO participation SELECT * FROM anew ORDER BY survey, key;
END
$$;

CREATE TABLE acknowledgement (
  id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  aged BOOLEAN NOT NULL DEFAULT false
);

ALTER TABLE acknowledgement ALTER COLUMN id SET STATISTICS 0;

CREATE TABLE urn (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  key BYTEA NOT NULL CHECK (length(key) = 16),
  sealed BYTEA NOT NULL CHECK (length(sealed) > 0),
  PRIMARY KEY (survey, key)
);

ALTER TABLE urn
  ALTER COLUMN key SET STATISTICS 0, ALTER COLUMN sealed SET STATISTICS 0, ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- `version` names no row of version: where few of a batch share it, it is `other`.
CREATE TABLE response (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  key BYTEA NOT NULL CHECK (length(key) = 16),
  version TEXT NOT NULL CHECK (version = 'other' OR version ~ '^[0-9a-f]{64}$'),
  language TEXT NOT NULL CHECK (length(language) BETWEEN 1 AND 20),
  channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 60),
  month TEXT NOT NULL CHECK (month ~ '^\d{4}-\d\d$'),
  duration INTEGER CHECK (duration >= 0),
  flags INTEGER NOT NULL CHECK (flags >= 0),
  withdrawal BYTEA CHECK (length(withdrawal) = 32),
  answers JSON NOT NULL,
  PRIMARY KEY (survey, key)
);

ALTER TABLE response
  ALTER COLUMN key SET STATISTICS 0, ALTER COLUMN withdrawal SET STATISTICS 0, ALTER COLUMN answers SET STATISTICS 0;

-- A withdrawal finds its response here. The marks are HMACs, so their order says nothing.
CREATE INDEX response_withdrawal ON response (survey, withdrawal) WHERE withdrawal IS NOT NULL;

-- Sealed to the mixer and all of one size: a true request looks like a mistaken one.
CREATE TABLE withdrawal_request (
  key BYTEA NOT NULL PRIMARY KEY CHECK (length(key) = 16),
  sealed BYTEA NOT NULL CHECK (length(sealed) = 80)
);

ALTER TABLE withdrawal_request ALTER COLUMN key SET STATISTICS 0, ALTER COLUMN sealed SET STATISTICS 0;

CREATE TABLE import (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  file_hash TEXT COLLATE "C" NOT NULL CHECK (file_hash ~ '^[0-9a-f]{64}$'),
  responses INTEGER NOT NULL CHECK (responses >= 0),
  PRIMARY KEY (survey, file_hash)
);

CREATE TABLE counter (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  day TEXT COLLATE "C" NOT NULL CHECK (day ~ '^\d{4}-\d\d-\d\d$'),
  stage TEXT COLLATE "C" NOT NULL CHECK (length(stage) BETWEEN 1 AND 20),
  page TEXT COLLATE "C" NOT NULL CHECK (length(page) <= 60),
  language TEXT COLLATE "C" NOT NULL CHECK (length(language) <= 20),
  place TEXT COLLATE "C" NOT NULL CHECK (length(place) BETWEEN 1 AND 60),
  count BIGINT NOT NULL CHECK (count >= 0),
  PRIMARY KEY (survey, day, stage, page, language, place)
);

-- The places a survey's counters tell apart, so that their number can be held down.
CREATE TABLE place (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  place TEXT COLLATE "C" NOT NULL CHECK (length(place) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, place)
);

CREATE TABLE staff (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'analyst', 'auditor')),
  password_hash TEXT NOT NULL CHECK (length(password_hash) > 0),
  disabled BOOLEAN NOT NULL
);

-- One row at most: the link that makes the first administrator.
CREATE TABLE invitation (
  "only" INTEGER NOT NULL PRIMARY KEY CHECK ("only" = 1),
  hash BYTEA NOT NULL CHECK (length(hash) = 32)
);

-- Empty but for the moment in which the store proves that it can be written.
CREATE TABLE proof (
  "only" INTEGER NOT NULL PRIMARY KEY CHECK ("only" = 1),
  ballast BYTEA NOT NULL
);

-- What was published stays as people read it.

CREATE TRIGGER version_never_changes BEFORE UPDATE ON version
FOR EACH ROW EXECUTE FUNCTION refuse('a published version never changes');

CREATE TRIGGER version_never_goes BEFORE DELETE OR TRUNCATE ON version
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a published version never goes');

CREATE TRIGGER survey_stays_what_it_is BEFORE UPDATE ON survey
FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.simulated <> OLD.simulated)
EXECUTE FUNCTION refuse('a survey stays simulated or real for ever');

CREATE TRIGGER survey_stays_closed BEFORE UPDATE ON survey
FOR EACH ROW WHEN (OLD.closed_on IS NOT NULL AND NEW.closed_on IS DISTINCT FROM OLD.closed_on)
EXECUTE FUNCTION refuse('a closed survey stays closed');

CREATE TRIGGER survey_never_goes BEFORE DELETE OR TRUNCATE ON survey
FOR EACH STATEMENT EXECUTE FUNCTION refuse('a survey never goes');

CREATE TRIGGER participation_never_changes BEFORE UPDATE ON participation
FOR EACH ROW EXECUTE FUNCTION refuse('a participation never changes');

CREATE TRIGGER response_never_changes BEFORE UPDATE ON response
FOR EACH ROW EXECUTE FUNCTION refuse('a released response never changes');
