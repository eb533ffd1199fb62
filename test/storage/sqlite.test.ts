import { describe, expect, test } from "vitest";
import { versionOf } from "../../server/survey/version.ts";
import { storageContract } from "./contract.ts";
import { folderOfTest, makeFolder } from "./folder.ts";
import { definition, publish, released, sending } from "./given.ts";

storageContract(async () => {
  const folder = makeFolder();
  return { storage: await folder.open(), reopen: () => folder.open(), close: folder.remove };
});

/** All that is kept. A column more, for example one with a time, has to be argued for here and in db/README.md. */
const KEPT = {
  acknowledgement: ["id", "aged"],
  code: ["survey", "mark"],
  counter: ["survey", "day", "stage", "page", "language", "place", "count"],
  import: ["survey", "file_hash", "responses"],
  invitation: ["only", "hash"],
  migration: ["name", "hash"],
  panel_report: ["survey", "json"],
  participation: ["survey", "key"],
  place: ["survey", "place"],
  proof: ["only", "ballast"],
  protocol: ["survey", "json"],
  backlog_agreement: ["survey", "json"],
  backlog_item: ["survey", "id", "category", "service", "days", "reported_on", "due_on"],
  backlog_change: ["survey", "item", "number", "status", "unit", "changed_on", "who"],
  note: ["survey", "id", "item", "json", "published_on"],
  coding: ["survey", "question", "mark", "coder", "code"],
  coding_frame: ["survey", "question", "number", "json"],
  coding_key: ["survey", "key"],
  coding_revision: ["survey", "number"],
  coding_settled: ["survey", "question", "mark", "code"],
  text_review: ["survey", "question", "mark", "reviewer", "verdict", "hidden"],
  data_release: ["id", "survey", "request", "json"],
  response: ["survey", "key", "version", "language", "channel", "month", "duration", "flags", "withdrawal", "answers"],
  revision: ["only", "number"],
  staff: ["name", "role", "password_hash", "disabled"],
  staff_factor: ["name", "secret", "step"],
  staff_recovery: ["name", "hash"],
  staff_invitation: ["hash", "name", "role", "until"],
  code_batch: ["survey", "id", "place", "count", "made_on"],
  staff_identity: ["name", "identity"],
  api_token: ["hash", "id", "name", "label", "survey", "kinds", "until"],
  published_result: ["survey", "number", "json", "image"],
  proposed_act: [
    "id",
    "kind",
    "survey",
    "payload",
    "state",
    "hash",
    "proposed_by",
    "proposed_at",
    "decided_by",
    "decided_at",
    "outcome",
    "done_at",
    "fault",
  ],
  audit: ["number", "at", "who", "act", "about", "hash"],
  survey: ["id", "simulated", "closed_on", "withdrawn", "trouble", "paused_on", "extended_to"],
  definition_draft: ["survey", "source", "saved_by", "saved_at"],
  urn: ["survey", "key", "sealed"],
  version: ["survey", "version", "number", "published_on", "definition"],
  withdrawal_request: ["key", "sealed"],
};

const PASSING = {
  day_key: ["day", "sealed"],
  draft: ["id", "day", "sealed"],
  held_count: ["survey", "sealed"],
  migration: ["name", "hash"],
  queue: ["only", "counts"],
  spent_challenge: ["key", "until"],
  staff_session: ["id", "name", "started_at", "seen_at"],
};

describe("the SQLite schema", () => {
  test.each([
    ["pikir.db", KEPT],
    ["passing.db", PASSING],
  ])("%s has these tables and columns and no other", async (file, expected) => {
    const folder = folderOfTest();
    await folder.open();
    const rows = folder
      .raw(file)
      .prepare<[], { table: string; columns: string }>(
        `SELECT tables.name AS "table", group_concat(columns.name) AS columns
         FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns
         WHERE tables.schema = 'main' AND tables.name NOT LIKE 'sqlite_%' GROUP BY tables.name`,
      )
      .all();
    expect(Object.fromEntries(rows.map(({ table, columns }) => [table, columns.split(",")]))).toEqual(expected);
  });

  test.each(["pikir.db", "passing.db"])("no table of %s has a rowid, and all hold to their types", async (file) => {
    const folder = folderOfTest();
    await folder.open();
    const list = `SELECT name, wr AS "withoutRowid", strict FROM pragma_table_list
      WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'`;
    const tables = folder.raw(file).prepare<[], { name: string; withoutRowid: number; strict: number }>(list).all();
    expect(tables.length).toBeGreaterThan(3);
    for (const { name, ...kind } of tables) expect([name, kind]).toEqual([name, { withoutRowid: 1, strict: 1 }]);
    expect(() => folder.raw(file).prepare(`SELECT rowid FROM ${tables[0]?.name}`)).toThrow(/no such column/);
  });

  test.each([
    ["a version's text", `UPDATE version SET definition = '{}'`],
    ["a version's day", `UPDATE version SET published_on = '2020-01-01'`],
    ["a version by removing it", "DELETE FROM version"],
    ["a version by replacing it", "REPLACE INTO version SELECT survey, version, 9, published_on, '{}' FROM version"],
    [
      "a version by its number",
      `REPLACE INTO version SELECT survey, '${"0".repeat(64)}', 1, published_on, '{}' FROM version`,
    ],
    ["whether a survey is simulated", "UPDATE survey SET simulated = 1"],
    ["whether a survey is simulated, by replacing it", "REPLACE INTO survey (id, simulated) VALUES ('roads', 1)"],
    ["that a survey is closed", "UPDATE survey SET closed_on = NULL"],
    ["the day a survey was closed", "UPDATE survey SET closed_on = '2030-01-01'"],
    ["a survey by removing it", "PRAGMA foreign_keys = OFF; DELETE FROM survey"],
    ["a participation", "UPDATE participation SET key = randomblob(32)"],
    ["a response", `UPDATE response SET answers = '{}'`],
    ["a closing protocol", `UPDATE protocol SET json = '{}'`],
    ["a closing protocol by removing it", "DELETE FROM protocol"],
    ["a closing protocol by replacing it", `REPLACE INTO protocol VALUES ('roads', '{}')`],
    ["what is on record", "UPDATE audit SET about = ''"],
    ["what is on record, by removing it", "DELETE FROM audit"],
    ["what is on record, by replacing it", "REPLACE INTO audit VALUES (1, 1, 'a', 'b', 'c', randomblob(32))"],
    ["where the record goes on", "INSERT INTO audit VALUES (9007199254740991, 1, 'a', 'b', 'c', randomblob(32))"],
    ["what was proposed", `UPDATE proposed_act SET payload = '[]'`],
    ["what was decided", "UPDATE proposed_act SET outcome = 'declined'"],
    ["what was proposed, by removing it", "DELETE FROM proposed_act"],
    ["what was proposed, by replacing it", "REPLACE INTO proposed_act SELECT * FROM proposed_act"],
    ["public results", `UPDATE published_result SET json = '{}'`],
    ["public results by removing them", "DELETE FROM published_result"],
    ["public results by replacing them", `REPLACE INTO published_result VALUES ('roads', 1, '{}', x'00')`],
    ["a release", `UPDATE data_release SET json = '{}'`],
    ["a release by removing it", "DELETE FROM data_release"],
    ["a release by replacing it", `REPLACE INTO data_release VALUES ('a', 'roads', '${"0".repeat(64)}', '{}')`],
  ])("nobody changes %s, even by SQL", async (_what, sql) => {
    const folder = folderOfTest();
    const storage = await folder.open();
    await publish(storage);
    await storage.participations.send(sending("roads"));
    await storage.responses.importAll("roads", "a".repeat(64), [released()]);
    await storage.surveys.close("roads", "2024-11-01");
    folder.raw().exec(`INSERT INTO protocol (survey, json) VALUES ('roads', '{"a":1}')`);
    folder.raw().exec(PROPOSED);
    await storage.audit.add({ at: 1, who: "operator", act: "published", about: "roads" });
    await storage.releases.keep({ id: "a", survey: "roads", request: "0".repeat(64), json: '{"a":1}' }, 0);
    await storage.results.publish("roads", '{"a":1}', Buffer.from([1]));
    expect(() => folder.raw().exec(sql)).toThrow(/never|stays|goes on where it ended/);
    const content = definition("roads");
    expect(await storage.surveys.all()).toEqual([
      {
        id: "roads",
        simulated: false,
        closedOn: "2024-11-01",
        versions: [{ version: versionOf(content), definition: content }],
      },
    ]);
  });
});

const PROPOSED = `
  INSERT INTO staff (name, role, password_hash, disabled) VALUES ('a', 'administrator', 'x', 0), ('b', 'administrator', 'x', 0);
  INSERT INTO proposed_act VALUES ('${"0".repeat(32)}', 'close-survey', 'roads', '{}', '${"1".repeat(64)}', '${"2".repeat(64)}',
    'a', 1, 'b', 2, 'confirmed', NULL, NULL)`;
