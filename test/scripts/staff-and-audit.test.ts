/** `npm run staff` and `npm run audit`, as compiled: links, names, refusals, and a log that somebody has altered. */
import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import Database from "better-sqlite3";
import { beforeAll, describe, expect, test } from "vitest";
import { folderOfTest } from "../storage/folder.ts";
import { ROOT } from "../support/pikir.ts";

beforeAll(() => void execFileSync(join(ROOT, "scripts", "build")), 180_000);

function commands() {
  const { path } = folderOfTest();
  const data = join(path, "data");
  const run = (name: string, ...words: readonly string[]) =>
    new Promise<{ readonly status: number; readonly out: string; readonly error: string }>((done) => {
      const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], DATA_DIR: data };
      const program = join(ROOT, "dist", "scripts", `${name}.js`);
      execFile(process.execPath, [program, ...words], { env, cwd: path }, (failure, out, error) =>
        done({ status: failure ? 1 : 0, out: out.trim(), error: error.trim() }),
      );
    });
  return { run, database: join(data, "pikir.db") };
}

describe("the operator's commands for staff and the audit log", () => {
  test("make a link for an account, refuse what is none, and are on record in a chain", async () => {
    const { run } = commands();
    expect((await run("staff", "list")).out).toMatch(/^There is no staff yet/);
    expect((await run("audit", "verify")).out).toBe(`The audit log is whole: 0 entries, last hash ${"0".repeat(64)}`);
    const added = await run("staff", "add", "Айжан Сәрсенова", "--role", "auditor");
    expect(added.out).toMatch(
      /^Айжан Сәрсенова becomes auditor with this link, once, within seven days:\nhttp:\/\/\S+\/admin\/join\/[\w-]{32}$/,
    );
    for (const [words, message] of [
      [["add", "Дана"], "staff: --role takes administrator, analyst, auditor"],
      [["add", "Дана", "--role", "owner"], "staff: --role takes administrator, analyst, auditor"],
      [["add", "--role", "analyst"], "staff: say which account"],
      [
        ["add", "Дана", "Омарова", "--role", "analyst"],
        'staff: NAME is one word or stands in quotation marks, and there is "Омарова" after it',
      ],
      [["disable", "Дана"], "staff: there is no account Дана; npm run staff -- list names them"],
      [["remove", "Дана"], 'staff: there is no "remove"; there are add, disable and list'],
    ] as const) {
      const { status, out, error } = await run("staff", ...words);
      expect([status, out, error.startsWith(message)], error).toEqual([1, "", true]);
    }
    const whole = await run("audit", "verify");
    expect(whole.out).toMatch(/^The audit log is whole: 1 entries, last hash (?!0{64})[0-9a-f]{64}$/);
    expect((await run("audit")).error).toBe("audit: say: npm run audit -- verify");
    for (const name of ["staff", "audit"])
      expect((await run(name, "--help")).out).toMatch(new RegExp(`^npm run ${name} -- `));
  });

  test("disable an account but the last administrator, and list what is set up", async () => {
    const { run, database } = commands();
    await run("staff", "list");
    const db = new Database(database);
    const add = db.prepare("INSERT INTO staff (name, role, password_hash, disabled) VALUES (?, ?, 'x', 0)");
    add.run("Айжан", "administrator");
    add.run("Олжас", "analyst");
    db.close();
    expect((await run("staff", "disable", "Айжан")).error).toMatch(/^staff: Айжан is the last administrator/);
    expect((await run("staff", "disable", "Олжас")).out).toBe("Олжас can no longer sign in.");
    expect((await run("staff", "list")).out.split("\n").sort()).toEqual([
      "Айжан\tadministrator\tno second factor yet",
      "Олжас\tanalyst\tdisabled",
    ]);
    expect((await run("staff", "add", "Олжас", "--role", "analyst")).error).toMatch(
      /there is an account Олжас already/,
    );
  });

  test("find where a log was altered, even past its triggers", async () => {
    const { run, database } = commands();
    for (const name of ["А", "Б", "В"]) await run("staff", "add", name, "--role", "analyst");
    const db = new Database(database);
    db.exec("DROP TRIGGER audit_never_changes; UPDATE audit SET about = 'Б: administrator' WHERE number = 2");
    db.close();
    const { status, error } = await run("audit", "verify");
    expect([status, error]).toEqual([
      1,
      "audit: the audit log is broken at entry 2: it or one before it was altered. Compare with a backup",
    ]);
  });
});
