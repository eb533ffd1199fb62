-- Challenges that have been used, so that none serves twice. `key` is an HMAC of the challenge, under a key that lies outside;
-- `until` is a full hour, so that no row tells when it came.
CREATE UNLOGGED TABLE spent_challenge (
  key BYTEA NOT NULL PRIMARY KEY CHECK (length(key) = 32),
  until BIGINT NOT NULL CHECK (until % 3600000 = 0)
);

ALTER TABLE spent_challenge ALTER COLUMN key SET STATISTICS 0;
