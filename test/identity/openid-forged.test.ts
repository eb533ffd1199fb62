/**
 * Ten thousand ID tokens and callbacks that somebody forged, altered or replayed, each through the function that ends a
 * sign-in. The wire is answered within this process, so that each costs milliseconds; openid.test.ts walks a few of the same
 * kinds through a real provider and the whole app.
 */
import { createHash, createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Attempt, type Ending, openProvider } from "../../server/identity/provider.ts";
import { type Claims, type Signing, token } from "../support/forged.ts";

const ISSUER = "https://id.example.org";
const CLIENT = { clientId: "pikir", clientSecret: "a secret of the test's own, of forty signs" };
const CALLBACK = new URL("https://survey.example.kz/sign-in/callback");
const RUNS = 10_000;

const own = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const ownPublic = createPublicKey(own);
const jwk = { ...ownPublic.export({ format: "jwk" }), kid: "first", use: "sig", alg: "RS256" };
const GENUINE: Signing = { alg: "RS256", kid: "first", key: own };
const HIDDEN = ownPublic.export({ format: "pem", type: "spki" }).toString();

const attempt: Attempt = { state: "s".repeat(43), nonce: "n".repeat(43), verifier: "v".repeat(43) };
const seconds = () => Math.floor(Date.now() / 1000);
const claims = (): Claims => ({
  iss: ISSUER,
  aud: CLIENT.clientId,
  sub: "Aigerim",
  nonce: attempt.nonce,
  iat: seconds(),
  exp: seconds() + 1800,
  auth_time: seconds() - 60,
  acr: "high",
});
const search = (changed: Readonly<Record<string, string>> = {}) =>
  `?${new URLSearchParams({ code: "a-code", state: attempt.state, iss: ISSUER, ...changed })}`;

let answered = "";
let asked = 0;

/** What the provider says of itself, its keys, and at the token endpoint whatever token the test has made. */
function wire(address: URL | RequestInfo): Promise<Response> {
  const { pathname } = new URL(String(address));
  const json = (value: unknown) => Promise.resolve(Response.json(value));
  if (pathname === "/jwks") return json({ keys: [jwk] });
  if (pathname === "/token") {
    asked += 1;
    return json({ access_token: "a", token_type: "bearer", expires_in: 60, id_token: answered });
  }
  return json({
    issuer: ISSUER,
    authorization_endpoint: `${ISSUER}/authorize`,
    token_endpoint: `${ISSUER}/token`,
    jwks_uri: `${ISSUER}/jwks`,
    response_types_supported: ["code"],
    id_token_signing_alg_values_supported: ["RS256", "HS256", "ES256", "none"],
    authorization_response_iss_parameter_supported: true,
  });
}

beforeAll(() => void vi.stubGlobal("fetch", wire));
afterAll(() => void vi.unstubAllGlobals());

const names = { birthdate: "birthdate", residence: "address.country", active: undefined, groups: "groups" };
const provider = openProvider(
  { issuer: new URL(ISSUER), ...CLIENT, scope: "openid", acr: ["high"], maxAge: 3600, claims: names, origins: [] },
  CALLBACK,
  () => new Date(),
);

function ends(jwt: string, callback = search(), begun = attempt): Promise<Ending> {
  answered = jwt;
  return provider.finish(callback, begun, false);
}

interface Forgery {
  readonly how: string;
  readonly jwt: string;
  readonly callback?: string;
  readonly begun?: Attempt;
}

/** A token of the provider's own; made once, for signing takes longer than all else. */
const genuine = token(claims(), GENUINE);
const forged = (how: string, jwt: string): Forgery => ({ how, jwt });
const word = fc.string({ minLength: 1, maxLength: 43 });
const junk = fc.oneof(
  fc.constant(undefined),
  fc.constant(null),
  fc.integer(),
  fc.boolean(),
  word,
  fc.array(word),
  fc.object(),
);
const far = fc.integer({ min: 120, max: 100_000_000 });

/** Signed as it should be, but it says something else. */
const wrongly = fc
  .oneof(
    fc.tuple(fc.constantFrom("iss", "aud", "nonce", "acr", "sub", "exp", "iat"), junk),
    fc.tuple(fc.constant("azp"), word),
    far.map((long) => ["exp", seconds() - long] as const),
    far.map((long) => ["iat", seconds() + long] as const),
    far.map((long) => ["nbf", seconds() + long] as const),
    far.map((long) => ["auth_time", seconds() - 3600 - long] as const),
    fc.tuple(fc.constant("auth_time"), junk),
  )
  .filter(([name, value]) => !isRight(name, value))
  .map(([name, value]) => forged(`${name}: ${JSON.stringify(value)}`, token({ ...claims(), [name]: value }, GENUINE)));

/** What would be no forgery: the right value, or a moment that is as good as any. */
function isRight(name: string, value: unknown): boolean {
  if (name === "sub") return typeof value === "string";
  if (name === "aud" && Array.isArray(value)) return value.includes(CLIENT.clientId);
  // The provider's own signature, and not over yet: chance draws such moments now and then.
  if (name === "exp" && typeof value === "number") return value > seconds() - 60;
  if (name === "auth_time" && typeof value === "number") return value > seconds() - 3600 - 60;
  if (name === "iat" && typeof value === "number") return value <= seconds() + 30;
  return value === claims()[name];
}

/** It says what it should, but somebody else signed it, or nobody. */
const strangely = fc
  .constantFrom<readonly [string, Signing]>(
    ["none", { alg: "none" }],
    ["NONE", { alg: "NONE" }],
    ["nOnE under the key's name", { alg: "nOnE", kid: "first" }],
    ["no algorithm", { alg: "" }],
    ["another's key under our name", { ...GENUINE, key: stranger }],
    ["another's key under its own", { alg: "RS256", kid: "second", key: stranger }],
    ["another's key under none", { alg: "RS256", key: stranger }],
    ["RS512 said, RS256 done", { ...GENUINE, alg: "RS512" }],
    ["PS256 said, RS256 done", { ...GENUINE, alg: "PS256" }],
    ["ES256 said", { ...GENUINE, alg: "ES256" }],
    ["the public key as a secret", { alg: "HS256", kid: "first", secret: HIDDEN }],
    ["the public key as a secret, cut of its last line", { alg: "HS256", secret: HIDDEN.trim() }],
    ["the public key's numbers as a secret", { alg: "HS256", secret: JSON.stringify(jwk) }],
    ["the client's secret", { alg: "HS256", secret: CLIENT.clientSecret }],
    ["an empty secret", { alg: "HS256", secret: "" }],
  )
  .chain(([how, signing]) => word.map((sub) => forged(how, token({ ...claims(), sub }, signing))));

/** A header that names a key of its own. */
const swapped = fc
  .constantFrom<Readonly<Record<string, unknown>>>(
    { alg: "RS256", jwk: { ...createPublicKey(stranger).export({ format: "jwk" }) } },
    { alg: "RS256", jku: "https://evil.example/jwks" },
    { alg: "RS256", x5u: "https://evil.example/cert" },
    { alg: "RS256", kid: "../../dev/null" },
    { alg: "RS256", kid: "first", crit: ["exp"] },
    { alg: "RS256", kid: "first", b64: false, crit: ["b64"] },
    { alg: "HS256", kid: "first" },
  )
  .chain((head) => word.map((sub) => ({ head, sub })))
  .map(({ head, sub }) => {
    const [, body, signature] = token({ ...claims(), sub }, { ...GENUINE, key: stranger }).split(".");
    return forged(
      JSON.stringify(head),
      `${Buffer.from(JSON.stringify(head)).toString("base64url")}.${body}.${signature}`,
    );
  });

/** A genuine one, altered in a bit, a sign or a part. */
const damaged = fc
  .tuple(fc.nat(), fc.nat({ max: 7 }), fc.constantFrom("bit", "cut", "sign", "parts", "signature"), word)
  .map(([at, bit, how, other]): Forgery | undefined => {
    const jwt = genuine;
    const [head = "", body = "", signature = ""] = jwt.split(".");
    const [, otherBody] = token({ ...claims(), sub: other }, GENUINE).split(".");
    const place = at % jwt.length;
    const altered = {
      bit: () => jwt.slice(0, place) + String.fromCharCode(jwt.charCodeAt(place) ^ (1 << bit)) + jwt.slice(place + 1),
      cut: () => jwt.slice(0, place),
      sign: () => jwt.slice(0, place) + (other[0] ?? "") + jwt.slice(place + 1),
      parts: () =>
        [`${head}.${body}`, `${jwt}.${signature}`, `${body}.${head}.${signature}`, `${head}..${signature}`][at % 4],
      signature: () => `${head}.${otherBody}.${signature}`,
    }[how]();
    return altered === undefined || saysTheSame(altered, jwt) ? undefined : forged(`${how} at ${place}`, altered);
  })
  .filter((each) => each !== undefined);

/** The last sign of a part has bits that mean nothing, and padding means nothing either. */
function saysTheSame(one: string, other: string): boolean {
  const [a, b] = [one, other].map((jwt) =>
    jwt.split(".").map((part) => Buffer.from(part, "base64url").toString("hex")),
  );
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A genuine token of another sign-in, and a callback that is another's. */
const replayed = fc
  .tuple(fc.constantFrom("nonce", "state", "no state", "issuer", "no issuer", "error"), word)
  .filter(([, other]) => other !== attempt.nonce && other !== attempt.state && other !== ISSUER)
  .map(([how, other]): Forgery => {
    const jwt = genuine;
    const without = (name: string) => {
      const query = new URLSearchParams(search());
      query.delete(name);
      return `?${query}`;
    };
    switch (how) {
      case "nonce":
        return { how, jwt, begun: { ...attempt, nonce: createHash("sha256").update(other).digest("base64url") } };
      case "state":
        return { how, jwt, callback: search({ state: other }) };
      case "no state":
        return { how, jwt, callback: without("state") };
      case "issuer":
        return { how, jwt, callback: search({ iss: other }) };
      case "no issuer":
        return { how, jwt, callback: without("iss") };
      default:
        return { how, jwt, callback: search({ error: other }) };
    }
  });

test("of 10,000 forged, altered, unsigned or replayed tokens none signs anybody in, and the genuine one between them does", async () => {
  const reasons = new Set<string>();
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(wrongly, strangely, swapped, damaged, replayed),
      async ({ how, jwt, callback, begun }) => {
        const ending = await ends(jwt, callback, begun);
        expect(ending.kind, `${how}: ${jwt}`).not.toBe("signed-in");
        if ("why" in ending) reasons.add(ending.why);
        tried += 1;
        // Else all of them could have failed for one reason of ours.
        if (tried % 500 === 0) expect((await ends(genuine)).kind).toBe("signed-in");
      },
    ),
    { numRuns: RUNS, endOnFailure: true },
  );
  expect(tried).toBe(RUNS);
  // Each was looked at, and for more reasons than one.
  expect(reasons).not.toContain("no connection");
  expect(reasons.size).toBeGreaterThan(5);
  expect(asked).toBeGreaterThan(RUNS / 2);
}, 300_000);
