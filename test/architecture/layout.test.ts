import { describe, expect, test } from "vitest";
import { fileLengths, findNamelessFiles, findOddEntries, functionLengths, type Length } from "./layout.ts";
import { projectFiles, projectPaths } from "./tree.ts";

const LONGEST_FILE = 300;

const paths = projectPaths();
const code = projectFiles().filter(({ path }) => /^(server|scripts)\//.test(path));

describe("the top of the tree", () => {
  test("holds what the layout has, and nothing else", () => {
    expect(findOddEntries(paths)).toEqual([]);
  });

  test.each(["src/main.ts", "utils.ts", "docs/a.md", "Makefile", "lib/a.js"])("would not hold %s", (path) => {
    expect(findOddEntries(["server/main.ts", path])).toHaveLength(1);
  });

  test("may hold dotfiles and TypeScript's configuration", () => {
    expect(findOddEntries([".ci/run", ".editorconfig", "tsconfig.json", "tsconfig.test.json"])).toEqual([]);
  });
});

describe("names", () => {
  test("say what is inside", () => {
    expect(findNamelessFiles(paths)).toEqual([]);
  });

  test.each([
    "server/utils.ts",
    "server/web/helpers/a.ts",
    "server/survey/types.ts",
    "server/records/index.ts",
    "test/common.ts",
  ])("are not like %s", (path) => {
    expect(findNamelessFiles([path])).toEqual([path]);
  });
});

describe("lengths", () => {
  test(`no file of the server or the commands is over ${LONGEST_FILE} lines`, () => {
    expect(fileLengths(code).filter(({ lines }) => lines > LONGEST_FILE)).toEqual([]);
  });

  test("a file over the limit is found", () => {
    const [longest] = fileLengths([
      { path: "server/short.ts", text: "a\n" },
      { path: "server/long.ts", text: "a\n".repeat(LONGEST_FILE + 1) },
    ]);
    expect(longest).toEqual({ what: "server/long.ts", lines: LONGEST_FILE + 1 });
  });

  test("a function's length is counted with its name", () => {
    const text =
      "const a = 1;\nfunction long() {\n  return [1].map((x) => {\n    return x;\n  });\n}\nconst short = () => 1;\n";
    expect(functionLengths([{ path: "server/a.ts", text }])).toEqual([
      { what: "server/a.ts:2 long", lines: 5 },
      { what: "server/a.ts:3 (unnamed)", lines: 3 },
      { what: "server/a.ts:7 short", lines: 1 },
    ]);
  });

  test("the longest are shown, so that somebody looks at them", () => {
    const functions = functionLengths(code);
    expect(functions.length).toBeGreaterThan(0);
    console.log(`Longest files:\n${shown(fileLengths(code))}\nLongest functions:\n${shown(functions)}`);
  });
});

function shown(lengths: readonly Length[]): string {
  return lengths
    .slice(0, 3)
    .map(({ what, lines }) => `  ${lines} lines  ${what}`)
    .join("\n");
}
