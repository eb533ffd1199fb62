/**
 * The environment, read once, checked whole and frozen. The only file that reads `process.env`.
 * A name nobody knows or a value that cannot be meant stops the start with a sentence that names it.
 */
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { readProviderSettings, readStaffSignIn } from "./config-provider.ts";
import { address, ConfigError, type Environment, LOOPBACK, wholeNumber, wordsOf } from "./config-values.ts";
import type { ProviderSettings } from "./identity/provider-settings.ts";

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly keysDir: string;
  readonly keyCopy: string | undefined;
  /** `postgres://...`; SQLite in `dataDir` without it. */
  readonly databaseUrl: string | undefined;
  /** A streaming replica of it, for whoever reads much: reports and releases. */
  readonly readDatabaseUrl: string | undefined;
  readonly publicUrl: URL;
  /** The staff's own address; the same as `publicUrl` unless they have a host of their own. */
  readonly adminUrl: URL;
  readonly secret: string | undefined;
  readonly signIn: "demo" | "openid";
  /** The provider of `openid`; undefined with `demo`. */
  readonly openId: ProviderSettings | undefined;
  /** Where staff sign in besides, or instead: with passwords alone without it. */
  readonly staffOpenId: ProviderSettings | undefined;
  readonly staffPasswords: boolean;
  readonly trustProxy: readonly string[];
  /** K: the urn releases K responses once it holds 2K. */
  readonly pool: number;
  /** How many citizens may be inside at once before others queue; no queue without it. */
  readonly queue: number | undefined;
  /** How many processes serve. */
  readonly workers: number;
  /** Whoever shows it may read `/metrics` from afar. */
  readonly metricsToken?: string;
}

const KNOWN = [
  "PIKIR_KEY_COPY",
  "PIKIR_SECRET",
  "PIKIR_SIGN_IN",
  "PIKIR_OIDC_SCOPE",
  "PIKIR_OIDC_ACR",
  "PIKIR_OIDC_MAX_AGE",
  "PIKIR_OIDC_BIRTHDATE",
  "PIKIR_OIDC_RESIDENCE",
  "PIKIR_OIDC_ACTIVE",
  "PIKIR_OIDC_GROUPS",
  "PIKIR_OIDC_ORIGINS",
  "PIKIR_STAFF_OIDC_ISSUER",
  "PIKIR_STAFF_OIDC_CLIENT_ID",
  "PIKIR_STAFF_OIDC_CLIENT_SECRET",
  "PIKIR_STAFF_OIDC_ORIGINS",
  "PIKIR_STAFF_PASSWORDS",
  "PIKIR_TRUST_PROXY",
  "PIKIR_POOL",
  "PIKIR_WORKERS",
  "PIKIR_QUEUE",
  "PIKIR_METRICS_TOKEN",
  "PIKIR_READ_DATABASE_URL",
];

/** Reads a configuration from an environment; throws a `ConfigError` whose message names the variable and says what it takes. */
export function readConfig(environment: Environment): Config {
  refuseUnknown(environment);
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
    readDatabaseUrl: readDatabaseUrl(environment),
    publicUrl,
    adminUrl: address(environment, "ADMIN_URL", publicUrl.origin),
    secret: secret(environment),
    ...signIn(environment, publicUrl),
    ...readStaffSignIn(environment),
    trustProxy: proxies(environment),
    pool: wholeNumber(environment, "PIKIR_POOL", 50, 1, 100_000),
    queue: environment.PIKIR_QUEUE === undefined ? undefined : wholeNumber(environment, "PIKIR_QUEUE", 1, 1, 1_000_000),
    workers: wholeNumber(environment, "PIKIR_WORKERS", 1, 1, 64),
    ...metricsToken(environment),
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

function databaseUrl({ DATABASE_URL: given }: Environment): string | undefined {
  // Never shown: it holds a password.
  if (given !== undefined && !isPostgres(given))
    throw new ConfigError(
      "DATABASE_URL is no address of a PostgreSQL database, like postgres://pikir:PASSWORD@localhost/pikir. Without it SQLite in DATA_DIR is used.",
    );
  return given;
}

function readDatabaseUrl({ PIKIR_READ_DATABASE_URL: given, DATABASE_URL: primary }: Environment): string | undefined {
  if (given === undefined) return undefined;
  if (primary === undefined)
    throw new ConfigError(
      "PIKIR_READ_DATABASE_URL is set, and DATABASE_URL is not: it takes a streaming replica of that database. Set both, or remove it.",
    );
  if (!isPostgres(given))
    throw new ConfigError(
      "PIKIR_READ_DATABASE_URL is no address of a PostgreSQL database, like postgres://pikir:PASSWORD@replica/pikir.",
    );
  return given;
}

function isPostgres(given: string): boolean {
  return /^postgres(ql)?:\/\//.test(given) && URL.canParse(given);
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

function metricsToken({ PIKIR_METRICS_TOKEN: given }: Environment): Pick<Config, "metricsToken"> {
  if (given === undefined) return {};
  if (given.length < 20)
    throw new ConfigError("PIKIR_METRICS_TOKEN is shorter than 20 signs. Make one with: openssl rand -base64 24");
  return { metricsToken: given };
}

function signIn(environment: Environment, publicUrl: URL): Pick<Config, "signIn" | "openId"> {
  const chosen = environment.PIKIR_SIGN_IN ?? "demo";
  if (chosen === "openid") return { signIn: "openid", openId: readProviderSettings(environment) };
  if (chosen !== "demo") throw new ConfigError(`PIKIR_SIGN_IN is "${chosen}"; it takes demo or openid.`);
  if (!LOOPBACK.includes(publicUrl.hostname))
    throw new ConfigError(
      `The demo sign-in lets anybody in as anybody, so it starts only on a loopback PUBLIC_URL, and this one is ${publicUrl.origin}. Set PIKIR_SIGN_IN=openid and OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.`,
    );
  const unused = Object.keys(environment).find((name) => /^(PIKIR_)?OIDC_/.test(name));
  if (unused !== undefined)
    throw new ConfigError(`${unused} is set, but PIKIR_SIGN_IN is demo. Set PIKIR_SIGN_IN=openid, or remove it.`);
  return { signIn: "demo", openId: undefined };
}

function proxies(environment: Environment): readonly string[] {
  const listed = wordsOf(environment.PIKIR_TRUST_PROXY);
  for (const proxy of listed) {
    if (proxy !== "loopback" && isIP(proxy.split("/")[0] ?? "") === 0)
      throw new ConfigError(`PIKIR_TRUST_PROXY names "${proxy}"; it takes addresses of proxies, separated by commas.`);
  }
  return listed;
}
