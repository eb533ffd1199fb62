import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SourceFile } from "./source-rules.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** Paths of all files of the project as git sees it: committed or new, not ignored. */
export function projectPaths(): readonly string[] {
  const listed = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return listed.split("\0").filter((path) => path !== "" && existsSync(join(ROOT, path)));
}

/** The texts that people write: code, templates, styles, SQL, surveys and shell scripts. */
export function projectFiles(): readonly SourceFile[] {
  const written =
    /^(server|views|static|db|scripts|test)\/.*(\.(ts|js|hbs|css|sql|yaml|md|json)|\/[a-z-]+)$|^[^/]+\.(ts|cjs)$/;
  return projectPaths()
    .filter((path) => written.test(path))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
