-- A request says, sealed, in which quarter of the year it was asked, and so is two bytes longer. Those from before are 80.
ALTER TABLE withdrawal_request DROP CONSTRAINT withdrawal_request_sealed_check;

ALTER TABLE withdrawal_request ADD CONSTRAINT withdrawal_request_sealed_check CHECK (length(sealed) IN (80, 82));

-- A panel's figures as they were at its close: of so few, figures before and after a withdrawal would tell the answers.
CREATE TABLE panel_report (
  survey TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES survey (id),
  json JSON NOT NULL
);

ALTER TABLE panel_report ALTER COLUMN json SET STATISTICS 0;

CREATE TRIGGER panel_report_never_changes BEFORE UPDATE ON panel_report
FOR EACH ROW EXECUTE FUNCTION refuse('the figures of a closed panel never change');
