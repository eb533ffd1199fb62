/**
 * Signing in with an OpenID Connect provider: authorization code flow with PKCE, state and nonce (OpenID Connect Core 1.0,
 * RFC 7636). Checking tokens is openid-client's work; what is checked here besides is what it leaves to its caller. Nothing
 * of a token outlives the function that reads it.
 */
import * as client from "openid-client";
import type { Person } from "../records/person.ts";
import type { Clock, Random } from "../records/world.ts";
import { type ClaimedFacts, type ClaimNames, type Claims, factsIn, isTold } from "./claims.ts";
import { endingOf, type Failed } from "./provider-faults.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** What begins a sign-in and has to come back with its end. Lives in the browser's sealed cookie. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE. */
  readonly verifier: string;
}

export type Ending = { readonly kind: "signed-in"; readonly person: Person; readonly facts: ClaimedFacts } | Failed;

export interface Provider {
  /** As persons are known by it: as it was configured. */
  readonly issuer: string;
  /** Where its pages are, for the browser to be allowed there. */
  origins(): readonly string[];
  /** Whether it can be reached; looks it up where it is not known yet. */
  isThere(): Promise<boolean>;
  /** Where a browser goes to sign in; undefined where the provider cannot be reached. `asks`: for what eligibility needs, too. */
  begin(attempt: Attempt, language: string, asks: boolean, afresh?: boolean): Promise<URL | undefined>;
  /** Ends a sign-in. `search`: the callback's query, whose state the caller has compared. */
  finish(search: string, attempt: Attempt, asks: boolean): Promise<Ending>;
  /** Where a browser signs out of the provider, too; undefined where that is not offered. `back`: where it comes back to. */
  end(back: URL): Promise<URL | undefined>;
}

const SECOND = 1000;
/** In seconds. A provider that takes longer is as good as away; the citizen is told so. */
const PATIENCE = 5;
/** Its description is read anew after so long, and its keys with it; an old one serves while it cannot be reached. */
const KNOWN_FOR = 3600 * SECOND;
/** In seconds, as openid-client has it for times past: clocks differ. */
const TOLERANCE = 30;

export function newAttempt(random: Random): Attempt {
  const [state = "", nonce = "", verifier = ""] = [1, 2, 3].map(() =>
    Buffer.from(random.bytes(32)).toString("base64url"),
  );
  return { state, nonce, verifier };
}

/** `callback`: the address of ours that the provider sends browsers back to. `warn`: tells the operator, of nobody. */
export function openProvider(
  settings: ProviderSettings,
  callback: URL,
  clock: Clock,
  warn: (message: string) => void = () => undefined,
): Provider {
  const description = remembered(() => described(settings), clock);
  const reached = () =>
    description.get().catch((error) => {
      warn(`the sign-in provider cannot be used: ${endingOf(error).why}`);
      return undefined;
    });
  return {
    issuer: settings.issuer.href,
    origins: () => originsOf(settings, description.latest()),
    isThere: async () => (await reached()) !== undefined,
    begin: async (attempt, language, asks, afresh = false) => {
      const configuration = await reached();
      return (
        configuration &&
        client.buildAuthorizationUrl(configuration, {
          redirect_uri: callback.href,
          scope: asks ? settings.scope : "openid",
          state: attempt.state,
          nonce: attempt.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
          code_challenge_method: "S256",
          ui_locales: language,
          // A tablet that many share: the provider may still know whoever was here before.
          ...(afresh ? { prompt: "login" } : {}),
          ...(settings.acr.length > 0 ? { acr_values: settings.acr.join(" ") } : {}),
          ...(settings.maxAge === undefined ? {} : { max_age: String(settings.maxAge) }),
        })
      );
    },
    finish: async (search, attempt, asks) => {
      const ending = await description
        .get()
        .then((known) => ended(known, new URL(search, callback), attempt, asks, settings, clock()))
        .catch(endingOf);
      if ("why" in ending && ending.kind !== "cancelled") warn(`a sign-in did not succeed: ${ending.why}`);
      // Its keys may be others by now: they are asked for before the next.
      if (ending.kind === "refused") description.forget();
      return ending;
    },
    end: async (back) => {
      const configuration = await reached();
      if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(configuration, { post_logout_redirect_uri: back.href });
    },
  };
}

/** What the provider says of itself. Many who ask at once wait for one answer. */
function remembered(look: () => Promise<client.Configuration>, clock: Clock) {
  let known: client.Configuration | undefined;
  let since = Number.NEGATIVE_INFINITY;
  let looking: Promise<client.Configuration> | undefined;
  const get = async () => {
    const now = clock().getTime();
    if (known && Math.abs(now - since) < KNOWN_FOR) return known;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    try {
      known = await looking;
      since = now;
    } catch (error) {
      if (!known) throw error;
    }
    return known;
  };
  return {
    get,
    latest: () => known,
    forget: () => {
      since = Number.NEGATIVE_INFINITY;
    },
  };
}

async function described({ issuer, clientId, clientSecret }: ProviderSettings): Promise<client.Configuration> {
  const execute = issuer.protocol === "http:" ? [client.allowInsecureRequests] : [];
  const options = { timeout: PATIENCE, execute };
  const found = await client.discovery(issuer, clientId, {}, secretly(clientSecret), options);
  // Without this a token that came straight from the provider is believed without its signature being looked at.
  client.enableNonRepudiationChecks(found);
  return found;
}

/** As the provider likes it; `client_secret_basic` is what every one takes unless it says otherwise (RFC 8414, section 2). */
function secretly(clientSecret: string): client.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(clientSecret), client.ClientSecretPost(clientSecret)];
  return (server, ...rest) => {
    const offered = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    return (offered.includes("client_secret_basic") ? basic : post)(server, ...rest);
  };
}

async function ended(
  configuration: client.Configuration,
  address: URL,
  attempt: Attempt,
  asks: boolean,
  settings: ProviderSettings,
  now: Date,
): Promise<Ending> {
  const tokens = await client.authorizationCodeGrant(configuration, address, {
    expectedState: attempt.state,
    expectedNonce: attempt.nonce,
    pkceCodeVerifier: attempt.verifier,
    idTokenExpected: true,
    ...(settings.maxAge === undefined ? {} : { maxAge: settings.maxAge }),
  });
  const claims = tokens.claims();
  if (claims === undefined) return { kind: "refused", why: "no ID token" };
  const fault = faultIn(claims, settings, now);
  if (fault) return fault;
  const told = asks ? await withUserInfo(configuration, claims, tokens.access_token, settings.claims) : claims;
  return {
    kind: "signed-in",
    person: { issuer: settings.issuer.href, subject: claims.sub },
    facts: factsIn(told, settings.claims, now),
  };
}

/** What openid-client leaves to its caller. */
function faultIn(claims: client.IDToken, { acr, clientId }: ProviderSettings, now: Date): Failed | undefined {
  const { auth_time = 0, iat, azp } = claims;
  if (Math.max(iat, auth_time) > now.getTime() / SECOND + TOLERANCE)
    return { kind: "refused", why: "a token from the future" };
  // Core 1.0, section 3.1.3.7: who it was given to, where it says so; the library looks only where there are several.
  if (azp !== undefined && azp !== clientId) return { kind: "refused", why: "a token that was given to another" };
  if (acr.length > 0 && !acr.some((level) => level === claims.acr))
    return { kind: "too-weak", why: "a lower level of authentication than is asked for" };
  return undefined;
}

/** Claims that the token lacks are asked for: by the standard most are told only then. */
async function withUserInfo(
  configuration: client.Configuration,
  claims: client.IDToken,
  accessToken: string,
  names: ClaimNames,
): Promise<Claims> {
  const wanted = [names.birthdate, names.residence, names.active, names.groups].filter((name) => name !== undefined);
  const lacks = wanted.some((name) => !isTold(claims, name));
  if (!lacks || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  return { ...(await client.fetchUserInfo(configuration, accessToken, claims.sub)), ...claims };
}

function originsOf({ issuer, origins }: ProviderSettings, known: client.Configuration | undefined): readonly string[] {
  const { authorization_endpoint, end_session_endpoint } = known?.serverMetadata() ?? {};
  const pages = [authorization_endpoint, end_session_endpoint].flatMap((page) =>
    page !== undefined && URL.canParse(page) ? [new URL(page).origin] : [],
  );
  return [...new Set([issuer.origin, ...pages, ...origins])];
}
