-- Challenges that have been used, so that none serves twice. `key` is an HMAC of the challenge, under a key that lies outside;
-- `until` is a full hour, so that no row tells when it came.
CREATE TABLE spent_challenge (
  key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 32),
  until INTEGER NOT NULL CHECK (until % 3600000 = 0)
) STRICT, WITHOUT ROWID;
