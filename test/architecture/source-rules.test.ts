import { describe, expect, test } from "vitest";
import {
  findAmbientClock,
  findAny,
  findEnvironment,
  findInline,
  findLooseEnds,
  findMathRandom,
  findPastedSql,
  findProcessEnd,
  findSafeString,
  findSwitchedOff,
  findUnescaped,
} from "./source-rules.ts";
import { projectFiles } from "./tree.ts";

const files = projectFiles();
const view = "views/citizen/consent.hbs";
const handler = "server/citizen/consent.ts";
const store = "server/storage/sqlite/drafts.ts";
const story = "test/citizen/consent.test.ts";

/** Written apart, so that this file does not break the rule itself. */
const apart = (...parts: readonly string[]) => parts.join("");

describe.each([
  {
    rule: "templates escape all they print",
    find: findUnescaped,
    path: view,
    bad: ["<p>{{{answer}}}</p>", "<p>{{& answer}}</p>", "{{~{answer}~}}"],
    good: ["{{answer}}", "{{#if a}}b{{/if}}"],
  },
  {
    rule: "pages hold no script and no style",
    find: findInline,
    path: view,
    bad: [
      "<script>go()</script>",
      '<style media="print">',
      '<p style="color: red">',
      '<a onclick="go()">',
      '<a href="javascript:go()">',
    ],
    good: ['<script src="/a.js" defer></script>', '<p class="style">on 3 = three</p>'],
  },
  {
    rule: "no code goes round the escaping",
    find: findSafeString,
    path: handler,
    bad: ["new Handlebars.SafeString(text)", "Handlebars.compile(source, { noEscape: true })"],
    good: ["// SafeString is never used", 'const word = "SafeString"'],
  },
  {
    rule: "randomness is handed in",
    find: findMathRandom,
    path: handler,
    bad: ["Math.random()", 'Math["random"]()', "const { random } = Math"],
    good: ["random.integer(3)"],
  },
  {
    rule: "only config.ts reads the environment",
    find: findEnvironment,
    path: handler,
    bad: ["process.env.PORT", "const { env } = process", "readConfig({ ...process.env })"],
    good: ["// process.env is read in config.ts", "const environment = { env: 1 }"],
  },
  {
    rule: "time is handed in",
    find: findAmbientClock,
    path: handler,
    bad: ["Date.now()", "new Date()", "new Date", "performance.now()"],
    good: ["new Date(month)", "world.clock()"],
  },
  {
    rule: "only main.ts and commands end a process",
    find: findProcessEnd,
    path: handler,
    bad: ["process.exit(1)", "process.exitCode = 1", "process.abort()"],
    good: ["process.pid"],
  },
  {
    rule: "SQL is whole",
    find: findPastedSql,
    path: store,
    bad: [
      "database.prepare(`select * from ${table}`)",
      'client.query("select " + column)',
      "database.exec(`drop table ${table}`)",
      "const sql = `select ${column}`;\ndatabase.prepare(sql)",
    ],
    good: ["database.prepare(`select 1`)", 'const sql = "select 1";\ndatabase.prepare(sql).get({ id })'],
  },
  {
    rule: "there is no any",
    find: findAny,
    path: handler,
    bad: ["const a = b as any", "function f(a: any) {}", "const a: any[] = []", "const a = b as unknown as string"],
    good: ["// as any other", "const a = b as unknown", 'const any = "any"'],
  },
  {
    rule: "no test is switched off",
    find: findSwitchedOff,
    path: story,
    bad: ['test.only("a", f)', 'describe.skip("a", f)', 'it.todo("a")', 'test.skip.each([1])("a", f)'],
    good: ['test.skipIf(!hasChromium)("a", f)', "page.skip()", 'test("only", f)'],
  },
  {
    rule: "nothing is put off or silenced",
    find: findLooseEnds,
    path: handler,
    bad: [apart("// TO", "DO later"), apart("/* FIX", "ME */"), apart("// @ts-", "ignore")],
    good: ["const todo = 1", "// what is left to do"],
  },
])("$rule", ({ find, path, bad, good }) => {
  test("finds nothing in this tree", () => {
    expect(find(files)).toEqual([]);
  });

  test.each(bad)("finds %s", (text) => {
    expect(find([{ path, text: `\n${text}\n` }])).not.toEqual([]);
  });

  test.each(good)("lets %s pass", (text) => {
    expect(find([{ path, text }])).toEqual([]);
  });
});

test("the rules see every part of the tree that has to keep them", () => {
  const parts = new Set(files.map(({ path }) => path.replace(/\/.*/, "")));
  expect([...parts]).toEqual(expect.arrayContaining(["server", "views", "db", "scripts", "test"]));
});

test("the environment is found in the one file that may read it", () => {
  const config = files
    .filter(({ path }) => path === "server/config.ts")
    .map(({ text }) => ({ path: "server/other.ts", text }));
  expect(findEnvironment(config)).toHaveLength(1);
});
