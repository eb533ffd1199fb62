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
  readonly signIn: "demo" | "openid";
  /** The provider of `openid`; undefined with `demo`. */
  readonly openId: OpenId | undefined;
  readonly trustProxy: readonly string[];
  /** K: the urn releases K responses once it holds 2K. */
  readonly pool: number;
  /** How many citizens may be inside at once before others queue; no queue without it. */
  readonly queue: number | undefined;
}

export interface OpenId {
  readonly issuer: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope: string;
  readonly acr: readonly string[];
  /** Seconds. */
  readonly maxAge: number | undefined;
  readonly claims: {
    readonly birthdate: string;
    readonly residence: string;
    readonly active: string | undefined;
    readonly groups: string;
  };
  readonly origins: readonly string[];
}

export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/** Names under which only this machine reaches itself. */
export const LOOPBACK: readonly string[] = ["localhost", "127.0.0.1", "[::1]"];

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
    ...signIn(environment, publicUrl),
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

function signIn(environment: Environment, publicUrl: URL): Pick<Config, "signIn" | "openId"> {
  const chosen = environment.PIKIR_SIGN_IN ?? "demo";
  if (chosen === "openid") return { signIn: "openid", openId: openId(environment) };
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

function openId(environment: Environment): OpenId {
  const { PIKIR_OIDC_MAX_AGE } = environment;
  return {
    issuer: issuer(environment),
    clientId: required(environment, "OIDC_CLIENT_ID"),
    clientSecret: required(environment, "OIDC_CLIENT_SECRET"),
    scope: scope(environment),
    acr: wordsOf(environment.PIKIR_OIDC_ACR),
    maxAge:
      PIKIR_OIDC_MAX_AGE === undefined ? undefined : wholeNumber(environment, "PIKIR_OIDC_MAX_AGE", 0, 0, 31_536_000),
    claims: {
      birthdate: environment.PIKIR_OIDC_BIRTHDATE ?? "birthdate",
      residence: environment.PIKIR_OIDC_RESIDENCE ?? "address.country",
      active: environment.PIKIR_OIDC_ACTIVE,
      groups: environment.PIKIR_OIDC_GROUPS ?? "groups",
    },
    origins: wordsOf(environment.PIKIR_OIDC_ORIGINS).map(origin),
  };
}

function required(environment: Environment, name: string): string {
  const given = environment[name];
  if (given === undefined || given === "")
    throw new ConfigError(
      `${name} is missing: PIKIR_SIGN_IN is openid, and the provider gave you one when you registered.`,
    );
  return given;
}

/** Over plain HTTP anybody on the way could be anybody: on this machine only, for tests. */
function issuer(environment: Environment): URL {
  const typed = required(environment, "OIDC_ISSUER");
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.includes(url.hostname));
  if (!url || !isSafe || url.search !== "" || url.hash !== "")
    throw new ConfigError(`OIDC_ISSUER is "${typed}"; it takes the provider's issuer, like https://id.example.org.`);
  return url;
}

function scope(environment: Environment): string {
  const scopes = wordsOf(environment.PIKIR_OIDC_SCOPE ?? "openid profile address");
  if (!scopes.includes("openid"))
    throw new ConfigError(`PIKIR_OIDC_SCOPE is "${scopes.join(" ")}"; it takes scopes, and openid among them.`);
  return scopes.join(" ");
}

function origin(typed: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/")
    throw new ConfigError(`PIKIR_OIDC_ORIGINS names "${typed}"; it takes addresses like https://login.example.org.`);
  return url.origin;
}

function wordsOf(listed: string | undefined): readonly string[] {
  return (listed ?? "").split(/[\s,]+/).filter((word) => word !== "");
}

function proxies(environment: Environment): readonly string[] {
  const listed = wordsOf(environment.PIKIR_TRUST_PROXY);
  for (const proxy of listed) {
    if (proxy !== "loopback" && isIP(proxy.split("/")[0] ?? "") === 0)
      throw new ConfigError(`PIKIR_TRUST_PROXY names "${proxy}"; it takes addresses of proxies, separated by commas.`);
  }
  return listed;
}
