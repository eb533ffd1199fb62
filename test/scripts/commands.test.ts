import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makingHere } from "../../server/admin/report-desk.ts";
import { openStorageFor } from "../../server/storage/open.ts";
import { versionOf } from "../../server/survey/version.ts";
import { commands, type Outcome } from "../support/commands.ts";
import { aDefinition, everyKindDefinition, yamlOf } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";
import { installedPostgres, type Postgres, startPostgres } from "../support/postgres.ts";

const BUILDING = 180_000;

beforeAll(() => void execFileSync(join(ROOT, "scripts", "build")), BUILDING);

/** A module of the compiled server. */
function compiled<Module>(name: string): Promise<Module> {
  return import(pathToFileURL(join(ROOT, "dist", "server", `${name}.js`)).href);
}

const good = (out: string): Outcome => ({ status: 0, out, error: "" });
const bad = (error: string): Outcome => ({ status: 1, out: "", error });

describe("the compiled commands", () => {
  test("check, publish, fill and list a survey", async () => {
    const { run, file } = commands();
    const version = versionOf(everyKindDefinition());
    const yaml = file("every-kind.yaml", yamlOf(everyKindDefinition()));
    const paper = file("paper.csv", "transport;fare\nbus;12,5\ncar;\n");
    expect(await run("survey", "check", yaml)).toEqual(
      good(`every-kind.yaml: fine: 7 questions on 4 pages in kk, ru, en; version ${version}`),
    );
    expect(await run("survey", "publish", yaml)).toEqual(good(`every-kind: published, version ${version}`));
    expect(await run("import", "every-kind", paper, "--channel", "paper")).toEqual(
      good("Imported 2 responses into every-kind (channel paper)."),
    );
    expect(await run("import", "every-kind", paper)).toEqual(
      bad("import: paper.csv was imported into every-kind before, so nothing was added; import only what is new."),
    );
    const listed = await run("survey", "list");
    expect(listed.out).toMatch(/every-kind +open +1 +0 +2 +0$/);
  });

  test("close a survey and verify its protocol, there and elsewhere; a changed one fails", () =>
    closingAndVerifying({}));

  test("back up what is kept, into an empty folder only, and the closing names it", async () => {
    const { run, file } = commands();
    await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())));
    await run("import", "every-kind", file("paper.csv", "transport\nbus\ncar\n"));
    writeFileSync(file("here", "").replace(/here$/, "data/withdrawals.journal"), "\n");
    const to = file("monday", "");
    rmSync(to);
    const made = await run("backup", to);
    expect([made.status, made.error]).toEqual([0, ""]);
    expect(made.out).toMatch(/^Wrote monday\/pikir\.db \(\d+ KiB\) and monday\/withdrawals\.journal \(1 KiB\)\.\n/);
    expect(readdirSync(to).sort()).toEqual(["backup.json", "pikir.db", "withdrawals.journal"]);
    expect(await run("backup", to)).toEqual(bad("backup: monday is not empty; name a new folder."));
    expect((await run("backup", file("here", "").replace(/here$/, "data/keys/copy"))).error).toBe(
      "backup: a backup must not lie beside the keys.",
    );
    // Restored elsewhere, all that was kept is there.
    const elsewhere = commands({ DATA_DIR: to });
    expect((await elsewhere.run("survey", "list")).out).toMatch(/every-kind +open +1 +0 +2 +0$/);
    expect((await run("survey", "close", "every-kind")).out).toContain("Those that Pikir knows of:\n  monday\n");
  });

  test("the server's reports are made in a thread, to the last digit those of its own", async () => {
    const { run, file } = commands();
    await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())));
    await run("import", "every-kind", file("paper.csv", "transport;fare\nbus;12,5\ncar;\nbus;3\n"));
    const place = { dataDir: dirname(file("data/x", "")), databaseUrl: undefined };
    const { makingInThreads } = await compiled<typeof import("../../server/report-thread.ts")>("report-thread");
    const storage = await openStorageFor(place, "reading");
    const [survey] = await storage.surveys.all();
    if (!survey) throw new Error("nothing was published");
    const now = new Date("2026-11-27T06:00:00Z");
    const [made, own] = [makingInThreads(place), makingHere(storage)];
    const report = await made.report(survey, undefined, now);
    expect(report.funnel.imported).toBe(3);
    expect(report).toEqual(await own.report(survey, undefined, now));
    expect(await made.dataset(survey)).toBe(await own.dataset(survey));
    await storage.close();
    // A thread that cannot read says why, and the server lives on.
    await expect(makingInThreads({ ...place, dataDir: "/dev/null/nowhere" }).dataset(survey)).rejects.toThrow();
  });

  test("report of a panel nothing while it is open, then totals and no breakdown", async () => {
    const { run, file } = commands();
    const plain = everyKindDefinition();
    const definition = { ...plain, panel: true as const, consent: { ...plain.consent, panel: plain.title } };
    await run("survey", "publish", file("every-kind.yaml", yamlOf(definition)));
    await run("import", "every-kind", file("paper.csv", `transport\n${"bus\n".repeat(40)}${"car\n".repeat(40)}`));
    for (const words of [[], ["--json"]])
      expect(await run("report", "every-kind", ...words)).toEqual(
        bad(
          "report: every-kind is a panel, whose members could know each other's answers: its totals come once it is closed (npm run survey -- close every-kind).",
        ),
      );
    await run("survey", "close", "every-kind");
    expect(await run("report", "every-kind", "--by", "transport")).toEqual(
      bad("report: every-kind is a panel, whose answers are never broken down; leave out --by."),
    );
    const made = JSON.parse((await run("report", "every-kind", "--json")).out);
    expect([made.questions.transport.options.bus.count, made.segments, made.by]).toEqual([40, [], undefined]);
  });

  test("say what is wrong on stderr, the last line with what to do", async () => {
    const { run, file } = commands();
    await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())));
    expect(await run("import", "every-kind", file("paper.csv", "transport\nbus\nbsu\n"))).toEqual(
      bad(
        'paper.csv:3: column transport: "bsu" is not an option; nearest is "bus"\n' +
          "import: nothing was imported: correct the file where the lines above say, and import it again.",
      ),
    );
    expect(await run("import", "every-kind", "nowhere.csv")).toEqual(
      bad("import: nowhere.csv cannot be read: no such file or directory."),
    );
    expect(await run("import", "every-kind")).toEqual(bad("import: takes one SURVEY and one FILE.csv; see --help."));
    expect(await run("import", "a", "b.csv", "--chanel", "paper")).toEqual(
      bad("import: Unknown option '--chanel'; see --help."),
    );
    expect((await run("survey", "check", file("empty.yaml", ""))).error).toMatch(
      /^empty\.yaml:1:1: definition: is empty/,
    );
  });

  test("show their usage when asked, and survey also to whoever names no act of its own", async () => {
    const { run } = commands();
    const [survey, importing] = [await run("survey", "--help"), await run("import", "--help")];
    expect([survey.status, survey.error, importing.status, importing.error]).toEqual([0, "", 0, ""]);
    expect(survey.out).toMatch(
      /^npm run survey -- check FILE \| publish FILE \| list \| close SURVEY \| verify FILE\n/,
    );
    expect(importing.out).toMatch(/^npm run import -- SURVEY FILE\.csv \[--channel NAME\]\n/);
    for (const words of [[], ["clos"], ["list", "tea"], ["check"], ["publish", "a.yaml", "b.yaml"]]) {
      const { status, out, error } = await run("survey", ...words);
      expect([status, out]).toEqual([1, ""]);
      expect(error.startsWith(survey.out)).toBe(true);
      expect(error.split("\n").at(-1)).toMatch(/^survey: .* is not among these\.$/);
    }
  });

  test("make invitation codes in a file that is theirs alone, with cards to print", async () => {
    const { run, file } = commands();
    const definition = aDefinition({ id: "tea-panel", access: "codes", eligibility: {} });
    await run("survey", "publish", file("tea-panel.yaml", yamlOf(definition)));
    const csv = file("codes.csv", "");
    expect((await run("codes", "tea-panel", "--count", "3", "--out", csv)).error).toMatch(/is there already/);
    rmSync(csv);
    const made = await run("codes", "tea-panel", "--count", "3", "--out", csv, "--from", "letter");
    expect(made).toEqual(good("tea-panel: 3 new codes, 3 in all. Written: codes.csv, codes.html"));
    const [header, ...rows] = readFileSync(csv, "utf8").trim().split("\r\n");
    expect([header, rows.length, statSync(csv).mode & 0o777]).toEqual(["code,address", 3, 0o600]);
    const sheet = readFileSync(csv.replace(/csv$/, "html"), "utf8");
    for (const row of rows) {
      const [code = "", address] = row.split(",");
      expect(address).toBe(`http://127.0.0.1:3000/s/tea-panel/code?from=letter#${code}`);
      expect(sheet).toContain(`<p class="code">${code}</p>`);
    }
    expect(sheet.match(/<article>/g)).toHaveLength(3);
    expect(sheet).toContain("шай");
    expect(await run("codes", "tea-pannel", "--count", "3", "--out", "more.csv")).toEqual(
      bad('codes: there is no survey "tea-pannel"; those that take codes are tea-panel.'),
    );
    for (const words of [
      ["--count", "0", "--out", "x.csv"],
      ["--count", "3"],
      ["--count", "3", "--out", "x.csv", "--from", "Anna"],
    ])
      expect((await run("codes", "tea-panel", ...words)).status).toBe(1);
    expect((await run("survey", "list")).out).toMatch(/tea-panel +open +1 +0 +0 +0 +3$/);
    await run("survey", "close", "tea-panel");
    expect((await run("codes", "tea-panel", "--count", "3", "--out", "more.csv")).error).toMatch(/was closed on/);
  });
});

describe.skipIf(installedPostgres() === undefined)("the compiled commands on PostgreSQL", () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.remove());

  test("close a survey and verify its protocol, there and elsewhere; a changed one fails", async () => {
    await closingAndVerifying(environmentOf(await postgres.database()));
  });

  test("back up what is kept, with a password that no list of processes shows", async () => {
    const url = await postgres.database();
    await postgres.ask(url, "ALTER ROLE pikir PASSWORD 'a:b\\c d'", "postgres");
    const environment = environmentOf(url.replace("pikir@", `pikir:${encodeURIComponent("a:b\\c d")}@`));
    const { run, file } = commands(environment);
    await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())));
    const to = file("monday", "");
    rmSync(to);
    const made = await run("backup", to);
    expect([made.status, made.error]).toEqual([0, ""]);
    expect(made.out).toMatch(/^Wrote monday\/pikir\.dump \(\d+ KiB\)\.\n/);
    expect(readdirSync(to).sort()).toEqual(["backup.json", "pikir.dump"]);
    const withoutPrograms = commands({ ...environment, PATH: "/nowhere" });
    expect((await withoutPrograms.run("backup", `${to}-2`)).error).toBe(
      "backup: pg_dump is not installed; install PostgreSQL's client, of the server's version or newer",
    );
    expect((await run("survey", "close", "every-kind")).out).toContain("Those that Pikir knows of:\n  monday\n");
  });
});

function environmentOf(url: string): Readonly<Record<string, string>> {
  return { DATABASE_URL: url, PIKIR_SECRET: "a secret of the commands' test, 32 bytes and more" };
}

async function closingAndVerifying(environment: Readonly<Record<string, string>>) {
  const { run, file } = commands(environment);
  await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())));
  await run("import", "every-kind", file("paper.csv", "transport\nbus\ncar\n"));
  const closed = await run("survey", "close", "every-kind");
  expect([closed.status, closed.error]).toEqual([0, ""]);
  expect(closed.out).toMatch(/^every-kind: closed on .*; 0 participations, 2 imported responses; 2 responses released/);
  const protocol = file(
    "copy.json",
    readFileSync(file("here", "").replace(/here$/, "data/protocols/every-kind.json"), "utf8"),
  );
  const verified = await run("survey", "verify", protocol);
  expect(verified.out).toMatch(
    /is as it was signed with this installation's key\.\nThe database still holds exactly these 2/,
  );
  const elsewhere = await commands().run("survey", "verify", protocol);
  expect([elsewhere.status, elsewhere.out.includes("nothing was compared with it")]).toEqual([0, true]);
  const forged = file("forged.json", readFileSync(protocol, "utf8").replace('"released": 2', '"released": 3'));
  expect(await run("survey", "verify", forged)).toEqual(
    bad("survey: forged.json is not what was signed: something in it was changed; ask for the original."),
  );
  expect(await run("survey", "close", "nothing")).toEqual(bad('survey: there is no survey "nothing".'));
  expect((await run("survey", "publish", file("every-kind.yaml", yamlOf(everyKindDefinition())))).error).toMatch(
    /was closed on .* and takes no more versions/,
  );
}
