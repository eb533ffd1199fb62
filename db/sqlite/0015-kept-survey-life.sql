-- A pause, and a closing date later than the definition's.
ALTER TABLE survey ADD COLUMN paused_on TEXT CHECK (paused_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');
ALTER TABLE survey ADD COLUMN extended_to TEXT CHECK (extended_to GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');

-- Definitions that staff work on and have not published, as YAML. One for each survey; it may be one that is not there yet.
CREATE TABLE definition_draft (
  survey TEXT NOT NULL PRIMARY KEY CHECK (length(survey) BETWEEN 1 AND 60),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 500000),
  saved_by TEXT NOT NULL REFERENCES staff (name),
  saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
