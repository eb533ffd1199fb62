-- How many codes were made when, and for where. Codes do not say of which batch they are, and nothing here says that one was used.
CREATE TABLE code_batch (
  survey TEXT NOT NULL REFERENCES survey (id),
  id TEXT NOT NULL CHECK (length(id) = 16),
  place TEXT CHECK (length(place) BETWEEN 1 AND 40),
  count INTEGER NOT NULL CHECK (count >= 1),
  made_on TEXT NOT NULL CHECK (length(made_on) = 10),
  PRIMARY KEY (survey, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER code_batch_never_changes BEFORE UPDATE ON code_batch
BEGIN
  SELECT RAISE(ABORT, 'a batch of codes never changes');
END;
