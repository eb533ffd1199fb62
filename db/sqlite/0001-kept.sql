-- pikir.db: what is kept. No table has a rowid: a row lies where its key puts it, never where its time would.

CREATE TABLE survey (
  id TEXT NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 60),
  simulated INTEGER NOT NULL CHECK (simulated IN (0, 1)),
  closed_on TEXT CHECK (closed_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  -- How many responses were withdrawn: whose, nobody knows.
  withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn >= 0),
  -- Why the urn cannot be opened. While it says something nothing more is put in.
  trouble TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE version (
  survey TEXT NOT NULL REFERENCES survey (id),
  version TEXT NOT NULL CHECK (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*'),
  number INTEGER NOT NULL CHECK (number >= 1),
  published_on TEXT NOT NULL CHECK (published_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  definition TEXT NOT NULL CHECK (json_valid(definition)),
  PRIMARY KEY (survey, version),
  UNIQUE (survey, number)
) STRICT, WITHOUT ROWID;

-- One row: how often a survey was published or closed.
CREATE TABLE revision (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO revision (only, number) VALUES (1, 0);

CREATE TABLE participation (
  survey TEXT NOT NULL REFERENCES survey (id),
  key BLOB NOT NULL CHECK (length(key) = 32),
  PRIMARY KEY (survey, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE acknowledgement (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  aged INTEGER NOT NULL DEFAULT 0 CHECK (aged IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE urn (
  survey TEXT NOT NULL REFERENCES survey (id),
  key BLOB NOT NULL CHECK (length(key) = 16),
  sealed BLOB NOT NULL CHECK (length(sealed) > 0),
  PRIMARY KEY (survey, key)
) STRICT, WITHOUT ROWID;

-- `version` names no row of version: where few of a batch share it, it is `other`.
CREATE TABLE response (
  survey TEXT NOT NULL REFERENCES survey (id),
  key BLOB NOT NULL CHECK (length(key) = 16),
  version TEXT NOT NULL CHECK (version = 'other' OR (length(version) = 64 AND version NOT GLOB '*[^0-9a-f]*')),
  language TEXT NOT NULL CHECK (length(language) BETWEEN 1 AND 20),
  channel TEXT NOT NULL CHECK (length(channel) BETWEEN 1 AND 60),
  month TEXT NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'),
  duration INTEGER CHECK (duration >= 0),
  flags INTEGER NOT NULL CHECK (flags >= 0),
  withdrawal BLOB CHECK (length(withdrawal) = 32),
  answers TEXT NOT NULL CHECK (json_valid(answers)),
  PRIMARY KEY (survey, key)
) STRICT, WITHOUT ROWID;

-- Counting through this index reads some 70 bytes a response instead of all its answers.
CREATE INDEX response_channel ON response (survey, channel);

-- A withdrawal finds its response here. The marks are HMACs, so their order says nothing.
CREATE INDEX response_withdrawal ON response (survey, withdrawal) WHERE withdrawal IS NOT NULL;

-- Sealed to the mixer and all of one size: a true request looks like a mistaken one.
CREATE TABLE withdrawal_request (
  key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
  sealed BLOB NOT NULL CHECK (length(sealed) = 80)
) STRICT, WITHOUT ROWID;

CREATE TABLE import (
  survey TEXT NOT NULL REFERENCES survey (id),
  file_hash TEXT NOT NULL CHECK (length(file_hash) = 64 AND file_hash NOT GLOB '*[^0-9a-f]*'),
  responses INTEGER NOT NULL CHECK (responses >= 0),
  PRIMARY KEY (survey, file_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  survey TEXT NOT NULL REFERENCES survey (id),
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  stage TEXT NOT NULL CHECK (length(stage) BETWEEN 1 AND 20),
  page TEXT NOT NULL CHECK (length(page) <= 60),
  language TEXT NOT NULL CHECK (length(language) <= 20),
  place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 60),
  count INTEGER NOT NULL CHECK (count >= 0),
  PRIMARY KEY (survey, day, stage, page, language, place)
) STRICT, WITHOUT ROWID;

-- The places a survey's counters tell apart, so that their number can be held down.
CREATE TABLE place (
  survey TEXT NOT NULL REFERENCES survey (id),
  place TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 60),
  PRIMARY KEY (survey, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff (
  name TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 200),
  role TEXT NOT NULL CHECK (role IN ('administrator', 'analyst', 'auditor')),
  password_hash TEXT NOT NULL CHECK (length(password_hash) > 0),
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT, WITHOUT ROWID;

-- One row at most: the link that makes the first administrator.
CREATE TABLE invitation (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT, WITHOUT ROWID;

-- Empty but for the moment in which the store proves that it can be written.
CREATE TABLE proof (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  ballast BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What was published stays as people read it. The triggers on INSERT are for INSERT OR REPLACE, which deletes in silence.

CREATE TRIGGER version_never_changes BEFORE UPDATE ON version
BEGIN
  SELECT RAISE(ABORT, 'a published version never changes');
END;

CREATE TRIGGER version_never_goes BEFORE DELETE ON version
BEGIN
  SELECT RAISE(ABORT, 'a published version never goes');
END;

CREATE TRIGGER version_is_never_replaced BEFORE INSERT ON version
WHEN EXISTS (
  SELECT 1 FROM version WHERE survey = NEW.survey AND (version = NEW.version OR number = NEW.number)
)
BEGIN
  SELECT RAISE(ABORT, 'a published version is never replaced');
END;

CREATE TRIGGER survey_stays_what_it_is BEFORE UPDATE ON survey
WHEN NEW.id <> OLD.id OR NEW.simulated <> OLD.simulated
BEGIN
  SELECT RAISE(ABORT, 'a survey stays simulated or real for ever');
END;

CREATE TRIGGER survey_stays_closed BEFORE UPDATE ON survey
WHEN OLD.closed_on IS NOT NULL AND NEW.closed_on IS NOT OLD.closed_on
BEGIN
  SELECT RAISE(ABORT, 'a closed survey stays closed');
END;

CREATE TRIGGER survey_never_goes BEFORE DELETE ON survey
BEGIN
  SELECT RAISE(ABORT, 'a survey never goes');
END;

CREATE TRIGGER survey_is_never_replaced BEFORE INSERT ON survey
WHEN EXISTS (SELECT 1 FROM survey WHERE id = NEW.id)
BEGIN
  SELECT RAISE(ABORT, 'a survey is never replaced');
END;

CREATE TRIGGER participation_never_changes BEFORE UPDATE ON participation
BEGIN
  SELECT RAISE(ABORT, 'a participation never changes');
END;

CREATE TRIGGER response_never_changes BEFORE UPDATE ON response
BEGIN
  SELECT RAISE(ABORT, 'a released response never changes');
END;
