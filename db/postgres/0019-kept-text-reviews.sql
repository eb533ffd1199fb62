-- Which open answers may go into a release, and what is taken out of them: places in a text that lies under its mark, as codings do.
-- No text, no time, no order, no key of a response.
CREATE TABLE text_review (
  survey TEXT COLLATE "C" NOT NULL REFERENCES survey (id),
  question TEXT COLLATE "C" NOT NULL CHECK (length(question) BETWEEN 1 AND 60),
  mark TEXT COLLATE "C" NOT NULL CHECK (length(mark) = 64 AND mark !~ '[^0-9a-f]'),
  reviewer TEXT COLLATE "C" NOT NULL CHECK (length(reviewer) BETWEEN 1 AND 200),
  verdict TEXT NOT NULL CHECK (verdict IN ('release', 'leave-out')),
  hidden JSON NOT NULL,
  PRIMARY KEY (survey, question, mark)
);

ALTER TABLE text_review ALTER COLUMN mark SET STATISTICS 0;
