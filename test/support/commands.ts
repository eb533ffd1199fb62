/** Runs the compiled commands, as `scripts/run` starts them. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderOfTest } from "../storage/folder.ts";
import { ROOT } from "./pikir.ts";

export interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly error: string;
}

/** On a data folder of the test's own. */
export function commands(environment: Readonly<Record<string, string>> = {}) {
  const { path } = folderOfTest();
  const run = (name: string, ...words: readonly string[]) =>
    new Promise<Outcome>((done) => {
      const env = {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        DATA_DIR: join(path, "data"),
        ...environment,
      };
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
  return { path, run, file };
}
