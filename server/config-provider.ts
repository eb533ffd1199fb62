/** The settings of the OpenID Connect provider, read from the environment. */
import { ConfigError, type Environment, LOOPBACK, wholeNumber, wordsOf } from "./config-values.ts";
import type { ProviderSettings } from "./identity/provider-settings.ts";

/** Throws a `ConfigError` whose message names the variable and says what it takes. */
export function readProviderSettings(environment: Environment): ProviderSettings {
  const { PIKIR_OIDC_MAX_AGE } = environment;
  const because = "PIKIR_SIGN_IN is openid";
  return {
    issuer: issuer(environment, "OIDC_ISSUER", because),
    clientId: required(environment, "OIDC_CLIENT_ID", because),
    clientSecret: required(environment, "OIDC_CLIENT_SECRET", because),
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
    origins: origins(environment, "PIKIR_OIDC_ORIGINS"),
  };
}

const STAFF = ["ISSUER", "CLIENT_ID", "CLIENT_SECRET", "ORIGINS"].map((name) => `PIKIR_STAFF_OIDC_${name}`);

/** Where staff sign in; with passwords alone where no provider of theirs is named. */
export function readStaffSignIn(environment: Environment): {
  readonly staffOpenId: ProviderSettings | undefined;
  readonly staffPasswords: boolean;
} {
  const { PIKIR_STAFF_PASSWORDS: passwords = "on" } = environment;
  if (passwords !== "on" && passwords !== "off")
    throw new ConfigError(`PIKIR_STAFF_PASSWORDS is "${passwords}"; it takes on or off.`);
  const given = STAFF.find((name) => environment[name] !== undefined);
  if (given === undefined && passwords === "off")
    throw new ConfigError(
      "PIKIR_STAFF_PASSWORDS is off, and nobody of the staff could sign in: set PIKIR_STAFF_OIDC_ISSUER, PIKIR_STAFF_OIDC_CLIENT_ID and PIKIR_STAFF_OIDC_CLIENT_SECRET, or remove it.",
    );
  return {
    staffOpenId: given === undefined ? undefined : staffProvider(environment, `${given} is set`),
    staffPasswords: passwords === "on",
  };
}

/** Asked for nothing but who somebody is: what staff may do is decided here. */
function staffProvider(environment: Environment, because: string): ProviderSettings {
  return {
    issuer: issuer(environment, "PIKIR_STAFF_OIDC_ISSUER", because),
    clientId: required(environment, "PIKIR_STAFF_OIDC_CLIENT_ID", because),
    clientSecret: required(environment, "PIKIR_STAFF_OIDC_CLIENT_SECRET", because),
    scope: "openid",
    acr: [],
    maxAge: undefined,
    claims: { birthdate: "birthdate", residence: "address.country", active: undefined, groups: "groups" },
    origins: origins(environment, "PIKIR_STAFF_OIDC_ORIGINS"),
  };
}

function required(environment: Environment, name: string, because: string): string {
  const given = environment[name];
  if (given === undefined || given === "")
    throw new ConfigError(`${name} is missing: ${because}, and the provider gave you one when you registered.`);
  return given;
}

/** Over plain HTTP anybody on the way could be anybody: on this machine only, for tests. */
function issuer(environment: Environment, name: string, because: string): URL {
  const typed = required(environment, name, because);
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && LOOPBACK.includes(url.hostname));
  if (!url || !isSafe || url.search !== "" || url.hash !== "")
    throw new ConfigError(`${name} is "${typed}"; it takes the provider's issuer, like https://id.example.org.`);
  return url;
}

function scope(environment: Environment): string {
  const scopes = wordsOf(environment.PIKIR_OIDC_SCOPE ?? "openid profile address");
  if (!scopes.includes("openid"))
    throw new ConfigError(`PIKIR_OIDC_SCOPE is "${scopes.join(" ")}"; it takes scopes, and openid among them.`);
  return scopes.join(" ");
}

function origins(environment: Environment, name: string): readonly string[] {
  return wordsOf(environment[name]).map((typed) => origin(typed, name));
}

function origin(typed: string, name: string): string {
  const url = URL.canParse(typed) ? new URL(typed) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.pathname !== "/")
    throw new ConfigError(`${name} names "${typed}"; it takes addresses like https://login.example.org.`);
  return url.origin;
}
