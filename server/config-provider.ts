/** The settings of the OpenID Connect provider, read from the environment. */
import { ConfigError, type Environment, LOOPBACK, wholeNumber, wordsOf } from "./config-values.ts";
import type { ProviderSettings } from "./identity/provider-settings.ts";

/** Throws a `ConfigError` whose message names the variable and says what it takes. */
export function readProviderSettings(environment: Environment): ProviderSettings {
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
