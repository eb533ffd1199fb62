/** Debian's PostgreSQL, started for a test file on a free port, in a folder of its own, and gone with it. */
import { execFile, execFileSync } from "node:child_process";
import { appendFileSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { openPostgres } from "../../server/storage/postgres/open.ts";

const DEBIAN = "/usr/lib/postgresql";
const MIGRATIONS = join(import.meta.dirname, "../../db/postgres");

/** The folder of the newest version's programs; undefined where the package `postgresql` is not installed. */
export function installedPostgres(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  const newest = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a));
  return newest.map((version) => join(DEBIAN, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
}

type Stop = "fast" | "immediate";
type Words = readonly [program: string, ...words: string[]];

export interface Postgres {
  readonly dataDir: string;
  readonly port: number;
  /** A database that set-up.sql has set up, with all tables, and the address at which `pikir` finds it. */
  database(): Promise<string>;
  /** An empty database that nobody has set up, and its address for the superuser. */
  bareDatabase(): Promise<string>;
  /** Rows, as the superuser or another login sees them. */
  ask<Row extends object>(url: string, sql: string, login?: string): Promise<readonly Row[]>;
  /** `immediate` is a crash: nobody is told, and the log is replayed at the next start. */
  restart(how: Stop): Promise<void>;
  halt(how?: Stop): Promise<void>;
  start(): Promise<void>;
  /** Adds settings for the next start. */
  configure(settings: string): void;
  log(): string;
  remove(): void;
}

/** `settings`: lines of postgresql.conf. `initdb`: further words for it. */
export async function startPostgres({
  settings = "",
  initdb: further = [] as readonly string[],
} = {}): Promise<Postgres> {
  const cluster = newCluster();
  const { dataDir, settle, control, removeAll } = cluster;
  const [initdb, ...words] = cluster.words("initdb", "-D", dataDir, "-U", "postgres", "-A", "trust", "-N");
  const locale = ["-E", "UTF8", "--locale=C.UTF-8"];
  execFileSync(initdb, [...words, ...locale, ...further], { cwd: cluster.folder, stdio: "ignore" });
  const port = await freePort();
  settle(
    `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nshared_buffers = 32MB\n${settings}`,
  );
  await control("start");
  return {
    dataDir,
    port,
    ...databasesOn(port),
    restart: (how) => control("-m", how, "restart"),
    halt: (how = "fast") => control("-m", how, "stop"),
    start: () => control("start"),
    configure: settle,
    log: () => readFileSync(cluster.logFile, "utf8"),
    remove: removeAll,
  };
}

export interface Cluster {
  readonly folder: string;
  readonly dataDir: string;
  readonly logFile: string;
  /** How one of PostgreSQL's programs is run as the user that may. */
  words(program: string, ...words: readonly string[]): Words;
  /** pg_ctl, which waits until it is done. */
  control(...words: readonly string[]): Promise<void>;
  /** Adds lines to postgresql.conf. */
  settle(settings: string): void;
  /** Stops it where it runs, and leaves nothing. */
  removeAll(): void;
}

/** A folder in which a cluster may be made; what runs in it ends with this process. */
export function newCluster(): Cluster {
  const bin = installedPostgres();
  if (bin === undefined) throw new Error("PostgreSQL is not installed");
  const folder = mkdtempSync(join(tmpdir(), "pikir-postgres-"));
  const [dataDir, logFile] = [join(folder, "data"), join(folder, "log")];
  const asServer = serverUser(folder);
  const words = (program: string, ...rest: readonly string[]) => asServer(join(bin, program), ...rest);
  const controlling = (...rest: readonly string[]) =>
    words("pg_ctl", "-D", dataDir, "-w", "-s", "-l", logFile, ...rest);
  const atTheEnd = () => {
    const [program, ...rest] = controlling("-m", "immediate", "stop");
    if (existsSync(join(dataDir, "postmaster.pid"))) execFileSync(program, rest, { cwd: folder });
  };
  process.once("exit", atTheEnd);
  return {
    folder,
    dataDir,
    logFile,
    words,
    control: async (...rest) => {
      const [program, ...given] = controlling(...rest);
      await promisify(execFile)(program, given, { cwd: folder });
    },
    settle: (settings) => appendFileSync(join(dataDir, "postgresql.conf"), `\n${settings}\n`),
    removeAll: () => {
      atTheEnd();
      process.off("exit", atTheEnd);
      rmSync(folder, { recursive: true });
    },
  };
}

/** PostgreSQL does not run as root; Debian's package brings a user for it. */
function serverUser(folder: string): (...words: Words) => Words {
  if (process.getuid?.() !== 0) return (...words) => words;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  chownSync(folder, id("-u"), id("-g"));
  return (...words) => ["runuser", "-u", "postgres", "--", ...words];
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? (address?.port ?? 0) : 0));
    });
  });
}

const TEMPLATE = "pikir_template";

function databasesOn(port: number): Pick<Postgres, "database" | "bareDatabase" | "ask"> {
  const urlOf = (login: string, name: string) => `postgres://${login}@127.0.0.1:${port}/${name}`;
  const maintenance = urlOf("postgres", "postgres");
  let made = 0;
  const make = async (words: string) => {
    const name = `pikir_${++made}`;
    await ask(maintenance, `CREATE DATABASE ${name} ${words}`);
    return name;
  };
  const template = once(async () => {
    await ask(maintenance, `CREATE DATABASE ${TEMPLATE}`);
    await setUp(urlOf("postgres", TEMPLATE));
    await (await openPostgres({ url: urlOf("pikir", TEMPLATE), part: "operating" })).close();
  });
  return {
    ask,
    bareDatabase: async () => urlOf("postgres", await make("")),
    database: async () => {
      await template();
      const name = await make(`TEMPLATE ${TEMPLATE}`);
      // What a template does not hand on: settings and rights of the database itself.
      await setUp(urlOf("postgres", name));
      return urlOf("pikir", name);
    },
  };
}

/** What the operator does with psql. */
export async function setUp(url: string): Promise<void> {
  await ask(url, readFileSync(join(MIGRATIONS, "set-up.sql"), "utf8"));
}

async function ask<Row extends object>(url: string, sql: string, login = "postgres"): Promise<readonly Row[]> {
  const address = new URL(url);
  address.username = login;
  const client = new Client({ connectionString: address.href });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= act();
    return done;
  };
}
