/**
 * Debian's PostgreSQL for the length of a benchmark, as it comes but for its address: durable, with its own shared memory, and reached by
 * a socket in its folder, as on one machine it should be.
 */
import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, chownSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { Client } from "pg";

export interface BenchPostgres {
  /** The postmaster's. */
  readonly pid: number;
  /** A new database, set up as the operator does it. */
  database(name: string): Promise<string>;
  stop(): void;
}

const DEBIAN = "/usr/lib/postgresql";

function programs(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const newest = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return newest.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

/** `root`: holds `db/postgres/`. Undefined where the package `postgresql` is not installed. `folder`: an empty one. */
export async function startPostgres(root: string, folder: string): Promise<BenchPostgres | undefined> {
  const bin = programs();
  if (bin === undefined) return undefined;
  // PostgreSQL does not run as root; Debian's package brings a user for it.
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  if (isRoot) {
    chownSync(folder, id("-u"), id("-g"));
    // Whoever may not look into a folder cannot reach what lies in it.
    chmodSync(dirname(folder), 0o711);
  }
  const run = (program: string, ...words: readonly string[]) => {
    const whole = [join(bin, program), ...words];
    const [first = "", ...rest] = isRoot ? ["runuser", "-u", "postgres", "--", ...whole] : whole;
    execFileSync(first, rest, { cwd: folder, stdio: "ignore" });
  };
  const data = join(folder, "data");
  run("initdb", "-D", data, "-N", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
  const port = await freePort();
  appendFileSync(
    join(data, "postgresql.conf"),
    `\nlisten_addresses = ''\nport = ${port}\nunix_socket_directories = '${folder}'\n`,
  );
  run("pg_ctl", "-D", data, "-w", "-s", "-l", join(folder, "log"), "start");
  const stop = () => {
    if (existsSync(join(data, "postmaster.pid"))) run("pg_ctl", "-D", data, "-m", "immediate", "-s", "stop");
  };
  process.once("exit", stop);
  const url = (login: string, database: string) =>
    `postgres://${login}@${encodeURIComponent(folder)}:${port}/${database}`;
  return {
    pid: Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]),
    database: async (name) => {
      await ask(url("postgres", "postgres"), `CREATE DATABASE ${name}`);
      await ask(url("postgres", name), readFileSync(join(root, "db", "postgres", "set-up.sql"), "utf8"));
      return url("pikir", name);
    },
    stop,
  };
}

/** How many have taken part in a survey, as the database at that address has it. */
export async function participationsIn(url: string, survey: string): Promise<number> {
  // The program's login sees no table before it takes one of its roles.
  const owner = new URL(url);
  owner.username = "postgres";
  const [row] = await ask(owner.href, "SELECT count(*) FROM participation WHERE survey = $1", [survey]);
  return Number(row?.count);
}

async function ask(connectionString: string, sql: string, given?: readonly string[]) {
  const client = new Client({ connectionString });
  await client.connect();
  const answer = await client.query<Record<string, unknown>>(sql, given && [...given]).finally(() => client.end());
  return answer.rows;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().once("error", fail);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => done(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}
