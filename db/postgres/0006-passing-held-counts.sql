-- Counts that could tell somebody's answers, held back until there are enough of them: sealed, one row of one size a survey,
-- written anew every minute whether or not anybody came.
CREATE UNLOGGED TABLE held_count (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  sealed BYTEA NOT NULL CHECK (length(sealed) > 0)
);

ALTER TABLE held_count ALTER COLUMN sealed SET STATISTICS 0, ALTER COLUMN sealed SET STORAGE EXTERNAL;
