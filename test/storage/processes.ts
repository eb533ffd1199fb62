/** Runs the storage in processes of its own, as the server, the mixer and the commands run it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import ts from "typescript";

const ROOT = join(import.meta.dirname, "../..");

/** Compiles what the storage is made of, without a look at the types, and returns the folder that holds it. */
export function compileStorage(): string {
  const out = mkdtempSync(join(tmpdir(), "pikir-compiled-"));
  for (const folder of ["storage", "records", "survey"]) compileFolder(join("server", folder), out);
  writeFileSync(join(out, "package.json"), `{ "type": "module" }`);
  symlinkSync(join(ROOT, "node_modules"), join(out, "node_modules"));
  symlinkSync(join(ROOT, "db"), join(out, "db"));
  return out;
}

function compileFolder(folder: string, out: string): void {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  for (const file of files) {
    const target = join(out, folder, file.replace(/\.ts$/, ".js"));
    const { outputText } = ts.transpileModule(readFileSync(join(ROOT, folder, file), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
}

export interface Ended {
  readonly lines: readonly string[];
  readonly errors: string;
  readonly code: number | null;
}

export interface Running {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/**
 * Runs a script that finds `storage`, opened on `dataDir` as a server opens it, and writes lines with `say`. With `most`, no file of the
 * process can grow beyond so many KiB.
 */
export function run(compiled: string, dataDir: string, script: string, most?: number): Running {
  const whole = `
    import { randomBytes } from "node:crypto";
    import { writeSync } from "node:fs";
    import { openSqlite } from ${JSON.stringify(join(compiled, "server/storage/sqlite/open.js"))};
    const say = (...words) => writeSync(1, words.join(" ") + "\\n");
    const storage = await openSqlite({ dataDir: ${JSON.stringify(dataDir)}, sendsApart: true });
    ${script}
    await storage.close();`;
  const node = [process.execPath, "--input-type=module", "--eval", whole];
  const limited = ["bash", "-c", `ulimit -f ${most}; exec "$@"`, "limited", ...node];
  const [command = "", ...given] = most === undefined ? node : limited;
  const child = spawn(command, given, { cwd: compiled, stdio: ["ignore", "pipe", "pipe"] });
  return { process: child, ended: endOf(child) };
}

function endOf(child: ChildProcess): Promise<Ended> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const lines = Buffer.concat(out).toString().split("\n").slice(0, -1);
      resolve({ lines, errors: Buffer.concat(err).toString(), code });
    });
  });
}
