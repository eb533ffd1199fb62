/** What the doctor looks at, gathered without changing anything. What it means stands in `diagnosis.ts`. */
import { existsSync, readdirSync, readFileSync, statfsSync, statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import type { Config } from "../../server/config.ts";
import { copyWarnings } from "../../server/key-copies.ts";
import { closingDateOf, type PublishedSurvey } from "../../server/records/survey.ts";
import { everyRelease, type Stock, takeStock } from "../../server/releasing/stock.ts";
import { type ReplicaState, replicaOf } from "../../server/storage/open.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { type ProviderSeen, providersOf } from "./providers.ts";

export interface Observed {
  readonly config: Config;
  /** Of Node, `20.19.0`. */
  readonly node: string;
  readonly now: Date;
  readonly folders: readonly Folder[];
  readonly keyFiles: readonly KeptFile[];
  /** Sentences about second copies that are missing or differ. */
  readonly copies: readonly string[];
  /** Whether the second copies lie on the same disk as the keys. */
  readonly copyBeside: boolean;
  readonly backups: readonly Backup[];
  /** What the running server says of itself; undefined where none answers. */
  readonly readiness: { readonly status: number; readonly text: string } | undefined;
  /** How many of it serve, as they say themselves; undefined where nobody says so. */
  readonly processes: number | undefined;
  /** Processors of this machine that Node may use. */
  readonly cores: number;
  readonly providers: readonly ProviderSeen[];
  /** Undefined where the database does not open, and then why. */
  readonly surveys: readonly Surveyed[] | undefined;
  readonly unopened: string | undefined;
  /** Undefined where the database does not open. */
  readonly stock: Stock | undefined;
  /** Undefined where none is configured, or the primary itself is away. */
  readonly replica: ReplicaState | undefined;
}

export interface Folder {
  readonly name: "DATA_DIR" | "KEYS_DIR";
  readonly path: string;
  readonly mode: number;
  /** Bytes. */
  readonly free: number;
  /** As statfs(2) numbers kinds of file systems. */
  readonly kind: number;
  /** Of the newest file in it; milliseconds since 1970. */
  readonly newest: number;
}

export interface KeptFile {
  readonly path: string;
  readonly mode: number;
}

export interface Backup {
  readonly path: string;
  readonly made: Date;
  /** Files in it that are keys or unsent answers. */
  readonly mustNotBe: readonly string[];
}

export interface Surveyed extends Pick<PublishedSurvey, "id" | "closedOn" | "simulated"> {
  readonly closes: string | undefined;
  readonly waiting: number;
  readonly trouble: string | undefined;
}

export interface Looking {
  readonly config: Config;
  readonly now: Date;
  readonly open: () => Promise<Storage>;
}

export async function observe({ config, now, open }: Looking): Promise<Observed> {
  return {
    config,
    node: process.versions.node,
    now,
    folders: [folder("DATA_DIR", config.dataDir), folder("KEYS_DIR", config.keysDir)].filter(
      (each) => each !== undefined,
    ),
    keyFiles: filesIn(config.keysDir).map((path) => ({ path, mode: statSync(path).mode & 0o777 })),
    copies: copyWarnings(config),
    copyBeside: isBeside(config),
    backups: backupsOf(config.dataDir),
    readiness: await readinessOf(config),
    processes: await processesOf(config),
    cores: availableParallelism(),
    providers: await providersOf(config),
    ...(await storedIn(open, config.dataDir)),
    // Of a primary that is away the database's own rule tells.
    replica: await replicaOf(config).catch(() => undefined),
  };
}

function folder(name: Folder["name"], path: string): Folder | undefined {
  if (!existsSync(path)) return undefined;
  const { bavail, bsize, type } = statfsSync(path);
  const newest = Math.max(0, ...filesIn(path).map((file) => statSync(file).mtimeMs));
  return { name, path, mode: statSync(path).mode & 0o777, free: bavail * bsize, kind: type, newest };
}

function filesIn(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  const entries = readdirSync(path, { withFileTypes: true, recursive: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function isBeside({ keysDir, keyCopy }: Config): boolean {
  if (keyCopy === undefined || !existsSync(keyCopy) || !existsSync(keysDir)) return false;
  return statSync(keyCopy).dev === statSync(keysDir).dev;
}

/** What `npm run backup` has written and is still there. */
function backupsOf(dataDir: string): readonly Backup[] {
  const list = join(dataDir, "backups.txt");
  const named = existsSync(list) ? new Set(readFileSync(list, "utf8").split("\n")) : [];
  return [...named].filter((path) => path !== "" && existsSync(path)).map(backupAt);
}

function backupAt(path: string): Backup {
  const files = filesIn(path);
  const database = files.find((file) => /pikir\.(db|dump)(\.age)?$/.test(file)) ?? path;
  const mustNotBe = files.filter((file) => /passing\.db|\.private$|\.key$|secret$/.test(file));
  return { path, made: statSync(database).mtime, mustNotBe };
}

async function readinessOf(config: Config): Promise<Observed["readiness"]> {
  try {
    const response = await ask(config, "/readyz");
    return { status: response.status, text: await response.text() };
  } catch {
    return undefined;
  }
}

async function processesOf(config: Config): Promise<number | undefined> {
  try {
    const told = /^pikir_processes (\d+)$/m.exec(await (await ask(config, "/metrics")).text());
    return told ? Number(told[1]) : undefined;
  } catch {
    return undefined;
  }
}

/** Longer than the processes of a server wait for one of theirs that hangs. */
const LIMIT = 8000;

/** Asked on this machine, whatever its name is to citizens. */
function ask({ host, port, metricsToken }: Config, path: string): Promise<Response> {
  const here = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host.includes(":") ? `[${host}]` : host;
  // From this machine itself nobody asks for the token, and whoever had taken the port would learn it.
  const isNeeded = metricsToken !== undefined && path === "/metrics" && !/^(127\.|\[::1\]$|localhost$)/.test(here);
  const headers = isNeeded ? { authorization: `Bearer ${metricsToken}` } : {};
  return fetch(`http://${here}:${port}${path}`, { headers, signal: AbortSignal.timeout(LIMIT) });
}

async function storedIn(
  open: Looking["open"],
  dataDir: string,
): Promise<Pick<Observed, "surveys" | "unopened" | "stock">> {
  try {
    const storage = await open();
    try {
      const surveys = await storage.surveys.all();
      return {
        surveys: await Promise.all(surveys.map((survey) => surveyed(storage, survey))),
        unopened: undefined,
        stock: await takeStock(dataDir, await everyRelease(storage)),
      };
    } finally {
      await storage.close();
    }
  } catch (error) {
    return { surveys: undefined, stock: undefined, unopened: error instanceof Error ? error.message : String(error) };
  }
}

async function surveyed(storage: Storage, survey: PublishedSurvey): Promise<Surveyed> {
  const { id, closedOn, simulated } = survey;
  return {
    id,
    simulated,
    ...(closedOn === undefined ? {} : { closedOn }),
    closes: closingDateOf(survey),
    waiting: await storage.urn.count(id),
    trouble: await storage.urn.trouble(id),
  };
}

/** Whether `inner` lies in `outer` or is it. */
export function liesIn(inner: string, outer: string): boolean {
  for (let at = inner; ; at = dirname(at)) {
    if (at === outer) return true;
    if (at === dirname(at)) return false;
  }
}
