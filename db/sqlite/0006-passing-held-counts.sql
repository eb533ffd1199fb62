-- Counts that could tell somebody's answers, held back until there are enough of them: sealed, one row of one size a survey,
-- written anew every minute whether or not anybody came.
CREATE TABLE held_count (
  survey TEXT NOT NULL PRIMARY KEY,
  sealed BLOB NOT NULL CHECK (length(sealed) > 0)
) STRICT, WITHOUT ROWID;
