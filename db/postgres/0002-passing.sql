-- What passes within days. UNLOGGED: none of it reaches the write-ahead log, an archive of it or a replica. The price: after a
-- crash these tables are empty, citizens begin their drafts anew and staff sign in again.

-- The key of a day's drafts, sealed under a key that lies outside the database.
CREATE UNLOGGED TABLE day_key (
  day TEXT COLLATE "C" NOT NULL PRIMARY KEY CHECK (day ~ '^\d{4}-\d\d-\d\d$'),
  sealed BYTEA NOT NULL CHECK (length(sealed) > 0)
);

ALTER TABLE day_key ALTER COLUMN sealed SET STATISTICS 0;

-- `day` names the key.
CREATE UNLOGGED TABLE draft (
  id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  day TEXT COLLATE "C" NOT NULL CHECK (day ~ '^\d{4}-\d\d-\d\d$'),
  sealed BYTEA NOT NULL CHECK (length(sealed) > 0)
);

ALTER TABLE draft
  ALTER COLUMN id SET STATISTICS 0, ALTER COLUMN sealed SET STATISTICS 0, ALTER COLUMN sealed SET STORAGE EXTERNAL;

CREATE UNLOGGED TABLE staff_session (
  id BYTEA NOT NULL PRIMARY KEY CHECK (length(id) = 32),
  name TEXT COLLATE "C" NOT NULL,
  started_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL
);

ALTER TABLE staff_session ALTER COLUMN id SET STATISTICS 0;

-- Wrong guesses of codes and passwords, by network, for a quarter of an hour. SQLite has no such table: its one server counts
-- them in memory. Here several have to count together.
CREATE UNLOGGED TABLE guess (
  -- HMAC of the purpose, the day and the network's address, under a key that lies outside.
  key BYTEA NOT NULL PRIMARY KEY CHECK (length(key) = 32),
  count INTEGER NOT NULL CHECK (count >= 0),
  until BIGINT NOT NULL
);

ALTER TABLE guess ALTER COLUMN key SET STATISTICS 0;
