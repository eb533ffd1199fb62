-- The waiting line in front of the surveys: counts by minute, as JSON (server/records/queue.ts). One row; no person, no ticket.
CREATE TABLE queue (
  only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1),
  counts TEXT NOT NULL CHECK (json_valid(counts))
) STRICT, WITHOUT ROWID;
