-- passing.db: what passes within days. No backup holds this file. No table has a rowid here either.

-- The key of a day's drafts, sealed under a key that lies outside the database.
CREATE TABLE day_key (
  day TEXT NOT NULL PRIMARY KEY CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  sealed BLOB NOT NULL CHECK (length(sealed) > 0)
) STRICT, WITHOUT ROWID;

-- `day` names the key; it stands before `sealed` so that a sweep need not read through what is sealed.
CREATE TABLE draft (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  day TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  sealed BLOB NOT NULL CHECK (length(sealed) > 0)
) STRICT, WITHOUT ROWID;

CREATE TABLE staff_session (
  id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
