-- A pause, and a closing date later than the definition's.
ALTER TABLE survey ADD COLUMN paused_on TEXT CHECK (paused_on ~ '^\d{4}-\d\d-\d\d$');
ALTER TABLE survey ADD COLUMN extended_to TEXT CHECK (extended_to ~ '^\d{4}-\d\d-\d\d$');

-- Definitions that staff work on and have not published, as YAML. One for each survey; it may be one that is not there yet.
CREATE TABLE definition_draft (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(survey) BETWEEN 1 AND 60),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 500000),
  saved_by TEXT COLLATE "C" NOT NULL REFERENCES staff (name),
  saved_at BIGINT NOT NULL
);
