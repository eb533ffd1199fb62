/**
 * A real OpenID Connect provider on loopback (oidc-provider), with people whose claims a test chooses, a page on which to sign
 * in as one of them, and a hand on the wire: what it answers can be altered on its way.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import Provider, { type Configuration, type JWK } from "oidc-provider";
import { openProvider } from "../../server/identity/provider.ts";
import type { ProviderSettings } from "../../server/identity/provider-settings.ts";
import type { SignIn } from "../../server/identity/sign-in.ts";
import type { Clock } from "../../server/records/world.ts";
import { closed, listening } from "./browser.ts";

export interface TestPerson {
  readonly birthdate?: string;
  readonly country?: string;
  readonly groups?: readonly string[];
  /** Level of authentication. */
  readonly acr?: string;
  /** How many seconds ago they proved who they are to the provider. */
  readonly ago?: number;
  readonly lastLogin?: number;
}

/** What stands between the provider and us, and may do something else than pass on. True: it has answered. */
export type OnTheWay = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface TestProvider {
  readonly issuer: string;
  /** Its private signing key, for who forges with it. */
  readonly key: KeyObject;
  readonly keyId: string;
  /** For `startPikir({ signIn })`. */
  signIn(
    settings?: Partial<ProviderSettings>,
    warn?: (message: string) => void,
  ): (clock: Clock, publicUrl: URL) => SignIn;
  /** The same provider, of whoever is called back at another address: the staff. */
  at(callback: URL, clock: Clock, warn?: (message: string) => void): ReturnType<typeof openProvider>;
  /** Alters what the token endpoint answers; nothing, from then on, with `undefined`. */
  tamper(change: ((answer: TokenAnswer) => unknown) | undefined): void;
  /** Answers in the provider's place; `undefined`: it answers itself. */
  intercept(onTheWay: OnTheWay | undefined): void;
  /** Walks from the authorization address to the callback, as a browser would: the callback with its query. */
  walk(to: string, name: string | "cancel"): Promise<string>;
  /** The addresses that were asked for, newest last. */
  readonly asked: readonly string[];
  stop(): Promise<void>;
}

export type TokenAnswer = Readonly<Record<string, unknown>> & { readonly id_token?: string };

export const CLIENT = { clientId: "pikir", clientSecret: "a secret of the test's own, of forty signs" } as const;

const NAMES = { birthdate: "birthdate", residence: "address.country", active: undefined, groups: "groups" };

export async function startProvider(people: Readonly<Record<string, TestPerson>>): Promise<TestProvider> {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyId = "first";
  let handle: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined;
  let change: ((answer: TokenAnswer) => unknown) | undefined;
  let onTheWay: OnTheWay | undefined;
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    asked.push(request.url ?? "");
    if (onTheWay && (await onTheWay(request, response))) return;
    if (change && request.url === "/token") alter(response, change);
    await handle?.(request, response);
  });
  const issuer = await listening(server);
  const provider = new Provider(issuer, configuration(people, { ...privateKey.export({ format: "jwk" }), kid: keyId }));
  const allowed = (uri: string) => uri.startsWith("http://127.0.0.1:");
  provider.Client.prototype.redirectUriAllowed = allowed;
  provider.Client.prototype.postLogoutRedirectUriAllowed = allowed;
  const oidc = provider.callback();
  handle = (request, response) =>
    request.url?.startsWith("/interaction/")
      ? interaction(provider, people, request, response)
      : oidc(request, response);
  const settingsWith = (settings: Partial<ProviderSettings> = {}): ProviderSettings => ({
    issuer: new URL(issuer),
    ...CLIENT,
    scope: "openid profile address groups",
    acr: [],
    maxAge: undefined,
    claims: NAMES,
    origins: [],
    ...settings,
  });
  return {
    issuer,
    key: createPrivateKey(privateKey.export({ format: "pem", type: "pkcs8" })),
    keyId,
    asked,
    signIn: (settings, warn) => (clock, publicUrl) => ({
      kind: "openid",
      provider: openProvider(settingsWith(settings), new URL("/sign-in/callback", publicUrl), clock, warn),
    }),
    at: (callback, clock, warn) => openProvider(settingsWith({ scope: "openid" }), callback, clock, warn),
    tamper: (next) => {
      change = next;
    },
    intercept: (next) => {
      onTheWay = next;
    },
    walk: (to, name) => walk(issuer, to, name),
    stop: () => closed(server),
  };
}

function configuration(people: Readonly<Record<string, TestPerson>>, key: object): Configuration {
  return {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: ["http://127.0.0.1:3000/sign-in/callback"],
        post_logout_redirect_uris: ["http://127.0.0.1:3000/"],
        response_types: ["code"],
        grant_types: ["authorization_code"],
      },
    ],
    jwks: { keys: [key as JWK] },
    cookies: { keys: ["the test's"] },
    claims: { openid: ["sub"], profile: ["birthdate", "last_login"], address: ["address"], groups: ["groups"] },
    scopes: ["openid", "profile", "address", "groups"],
    acrValues: ["low", "high"],
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 600, Interaction: 600, Session: 3600, Grant: 3600 },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    findAccount: (_context, name) => ({ accountId: name, claims: () => ({ sub: name, ...claimsOf(people[name]) }) }),
    // Nobody is asked twice: consent is ours to ask for.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? "",
        accountId: oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid profile address groups");
      await grant.save();
      return grant;
    },
  };
}

function claimsOf(person: TestPerson = {}) {
  const { birthdate, country, groups, lastLogin } = person;
  return {
    ...(birthdate === undefined ? {} : { birthdate }),
    ...(country === undefined ? {} : { address: { country } }),
    ...(groups === undefined ? {} : { groups }),
    ...(lastLogin === undefined ? {} : { last_login: lastLogin }),
  };
}

const PAGE = `<!doctype html><html lang="en"><title>Test ID</title><h1>Test ID</h1>
<form method="post"><label>Name <input name="login"></label><button>Sign in</button><button name="cancel" value="yes">Cancel</button></form>`;

async function interaction(
  provider: Provider,
  people: Readonly<Record<string, TestPerson>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== "POST") {
    response.setHeader("Content-Type", "text/html");
    response.end(PAGE);
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const fields = new URLSearchParams(Buffer.concat(chunks).toString());
  const name = fields.get("login") ?? "";
  const person = people[name];
  const result =
    fields.has("cancel") || !person
      ? { error: "access_denied", error_description: "the person cancelled" }
      : { login: { accountId: name, acr: person.acr ?? "low", ts: Math.floor(Date.now() / 1000) - (person.ago ?? 0) } };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
}

/** Puts something else in place of the JSON that is about to be sent. */
function alter(response: ServerResponse, change: (answer: TokenAnswer) => unknown): void {
  const end = response.end.bind(response);
  response.end = (body?: unknown) => {
    const answer = JSON.stringify(change(JSON.parse(String(body))));
    response.setHeader("Content-Length", Buffer.byteLength(answer));
    return end(answer);
  };
}

async function walk(issuer: string, to: string, name: string): Promise<string> {
  const cookies = new Map<string, string>();
  let [address, form] = [new URL(to, issuer), undefined as URLSearchParams | undefined];
  for (let hops = 0; hops < 10; hops += 1) {
    const answer = await fetch(address, {
      redirect: "manual",
      method: form ? "POST" : "GET",
      headers: { cookie: [...cookies].map(([key, value]) => `${key}=${value}`).join("; ") },
      ...(form ? { body: form } : {}),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, key = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(key, value);
    }
    const location = answer.headers.get("location");
    form = undefined;
    if (location) address = new URL(location, address);
    else if (address.pathname.startsWith("/interaction/"))
      form = new URLSearchParams(name === "cancel" ? { cancel: "yes" } : { login: name });
    else throw new Error(`the provider answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`);
    if (address.pathname.endsWith("/sign-in/callback")) return address.pathname + address.search;
  }
  throw new Error("the provider leads in a circle");
}
