import { execFile, execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { versionOf } from "../../server/survey/version.ts";
import { folderOfTest } from "../storage/folder.ts";
import { everyKindDefinition, yamlOf } from "../support/definitions.ts";
import { ROOT } from "../support/pikir.ts";

const BUILDING = 180_000;

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

beforeAll(() => void execFileSync(join(ROOT, "scripts", "build")), BUILDING);

/** The commands as `scripts/run` starts them, on a data folder of the test's own. */
function commands() {
  const { path } = folderOfTest();
  const run = (name: string, ...words: readonly string[]) =>
    new Promise<Outcome>((done) => {
      const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: join(path, "data") };
      const program = join(ROOT, "dist", "scripts", `${name}.js`);
      execFile(process.execPath, [program, ...words], { env, cwd: path }, (failure, out, error) => {
        const status = typeof failure?.code === "number" ? failure.code : failure ? -1 : 0;
        done({ status, out: out.trim().replaceAll(`${path}/`, ""), error: error.trim().replaceAll(`${path}/`, "") });
      });
    });
  const file = (name: string, content: string) => {
    writeFileSync(join(path, name), content);
    return join(path, name);
  };
  return { run, file };
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
    expect(survey.out).toMatch(/^npm run survey -- check FILE \| publish FILE \| list\n/);
    expect(importing.out).toMatch(/^npm run import -- SURVEY FILE\.csv \[--channel NAME\]\n/);
    for (const words of [[], ["clos"], ["list", "tea"], ["check"], ["publish", "a.yaml", "b.yaml"]]) {
      const { status, out, error } = await run("survey", ...words);
      expect([status, out]).toEqual([1, ""]);
      expect(error.startsWith(survey.out)).toBe(true);
      expect(error.split("\n").at(-1)).toMatch(/^survey: .* is not among these\.$/);
    }
  });
});
