/**
 * The environment, read once, checked whole and frozen. The only file that reads `process.env`.
 * A name nobody knows or a value that cannot be meant stops the start with a sentence that names it.
 */
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { z } from "zod";

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly keysDir: string;
  readonly keyCopy: string | undefined;
  /** `postgres://...`; SQLite in `dataDir` without it. */
  readonly databaseUrl: string | undefined;
  readonly publicUrl: URL;
  /** The staff's own address; the same as `publicUrl` unless they have a host of their own. */
  readonly adminUrl: URL;
  readonly secret: string | undefined;
  readonly signIn: "demo";
  readonly trustProxy: readonly string[];
  /** K: the urn releases K responses once it holds 2K. */
  readonly pool: number;
  /** How many citizens may be inside at once before others queue; no queue without it. */
  readonly queue: number | undefined;
}

export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names under which only this machine reaches itself. */
export const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

const KNOWN = [
  "PIKIR_KEY_COPY",
  "PIKIR_SECRET",
  "PIKIR_SIGN_IN",
  "PIKIR_TRUST_PROXY",
  "PIKIR_POOL",
  "PIKIR_WORKERS",
  "PIKIR_QUEUE",
  "PIKIR_METRICS_TOKEN",
  "PIKIR_READ_DATABASE_URL",
];

const AWAITED: Readonly<Record<string, string>> = {
  PIKIR_METRICS_TOKEN: "metrics are not in this version yet",
  PIKIR_READ_DATABASE_URL: "replicas are not in this version yet",
};

/** Reads a configuration from an environment; throws a `ConfigError` whose message names the variable and says what it takes. */
export function readConfig(environment: Environment): Config {
  refuseUnknown(environment);
  refuseAwaited(environment);
  const host = environment.HOST ?? "127.0.0.1";
  const port = wholeNumber(environment, "PORT", 3000, 0, 65535);
  const dataDir = resolve(environment.DATA_DIR ?? "data");
  const publicUrl = address(environment, "PUBLIC_URL", `http://${host.includes(":") ? `[${host}]` : host}:${port}`);
  return Object.freeze({
    host,
    port,
    dataDir,
    keysDir: resolve(environment.KEYS_DIR ?? join(dataDir, "keys")),
    keyCopy: environment.PIKIR_KEY_COPY === undefined ? undefined : resolve(environment.PIKIR_KEY_COPY),
    databaseUrl: databaseUrl(environment),
    publicUrl,
    adminUrl: address(environment, "ADMIN_URL", publicUrl.origin),
    secret: secret(environment),
    signIn: signIn(environment, publicUrl),
    trustProxy: proxies(environment),
    pool: wholeNumber(environment, "PIKIR_POOL", 50, 1, 100_000),
    queue: environment.PIKIR_QUEUE === undefined ? undefined : wholeNumber(environment, "PIKIR_QUEUE", 1, 1, 1_000_000),
  });
}

/** The configuration of this process. */
export function processConfig(): Config {
  return readConfig(process.env);
}

function refuseUnknown(environment: Environment): void {
  for (const name of Object.keys(environment)) {
    if (name.startsWith("PIKIR_") && !KNOWN.includes(name))
      throw new ConfigError(`${name} is no setting of Pikir. Known are ${KNOWN.join(", ")}.`);
  }
}

function refuseAwaited(environment: Environment): void {
  for (const [name, why] of Object.entries(AWAITED)) {
    if (environment[name] !== undefined) throw new ConfigError(`${name} is set, but ${why}. Remove it.`);
  }
  wholeNumber(environment, "PIKIR_WORKERS", 1, 1, 1);
}

function wholeNumber(environment: Environment, name: string, otherwise: number, least: number, most: number): number {
  const parsed = z.coerce
    .number()
    .int()
    .min(least)
    .max(most)
    .safeParse(environment[name] ?? otherwise);
  if (!parsed.success || environment[name] === "")
    throw new ConfigError(`${name} is "${environment[name]}"; it takes a whole number from ${least} to ${most}.`);
  return parsed.data;
}

function address(environment: Environment, name: string, otherwise: string): URL {
  const typed = environment[name] ?? otherwise;
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/" || url.search !== "")
    throw new ConfigError(`${name} is "${typed}"; it takes an address like https://survey.example.org without a path.`);
  return url;
}

function databaseUrl(environment: Environment): string | undefined {
  const given = environment.DATABASE_URL;
  // Never shown: it holds a password.
  if (given !== undefined && !(/^postgres(ql)?:\/\//.test(given) && URL.canParse(given)))
    throw new ConfigError(
      "DATABASE_URL is no address of a PostgreSQL database, like postgres://pikir:PASSWORD@localhost/pikir. Without it SQLite in DATA_DIR is used.",
    );
  return given;
}

function secret(environment: Environment): string | undefined {
  const given = environment.PIKIR_SECRET;
  if (given === undefined && environment.DATABASE_URL !== undefined)
    throw new ConfigError(
      "PIKIR_SECRET is missing: with DATABASE_URL all instances need the same one. Make it with: openssl rand -base64 48",
    );
  if (given !== undefined && Buffer.byteLength(given) < 32)
    throw new ConfigError("PIKIR_SECRET is shorter than 32 bytes. Make one with: openssl rand -base64 48");
  return given;
}

function signIn(environment: Environment, publicUrl: URL): "demo" {
  const chosen = environment.PIKIR_SIGN_IN ?? "demo";
  if (chosen === "openid")
    throw new ConfigError("PIKIR_SIGN_IN is openid, but OpenID Connect is not in this version yet.");
  if (chosen !== "demo") throw new ConfigError(`PIKIR_SIGN_IN is "${chosen}"; it takes demo.`);
  if (!LOOPBACK.includes(publicUrl.hostname))
    throw new ConfigError(
      `The demo sign-in lets anybody in as anybody, so it starts only on a loopback PUBLIC_URL, and this one is ${publicUrl.origin}.`,
    );
  return chosen;
}

function proxies(environment: Environment): readonly string[] {
  const listed = (environment.PIKIR_TRUST_PROXY ?? "").split(/[\s,]+/).filter((word) => word !== "");
  for (const proxy of listed) {
    if (proxy !== "loopback" && isIP(proxy.split("/")[0] ?? "") === 0)
      throw new ConfigError(`PIKIR_TRUST_PROXY names "${proxy}"; it takes addresses of proxies, separated by commas.`);
  }
  return listed;
}
