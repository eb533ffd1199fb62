/** How citizens sign in here: at an OpenID Connect provider, or with the demonstration's twelve digits. */
import type { Person } from "../records/person.ts";
import { DEMO_ISSUER } from "./demo.ts";
import type { Provider } from "./provider.ts";

export type SignIn = { readonly kind: "demo" } | { readonly kind: "openid"; readonly provider: Provider };

export const DEMO: SignIn = { kind: "demo" };

/** Whether this is a person of our sign-in: a cookie may be older than the configuration. `simulated`: nobody is behind it. */
export function isOurs(person: Person, signIn: SignIn, simulated: boolean): boolean {
  if (person.issuer === DEMO_ISSUER) return signIn.kind === "demo" || simulated;
  return signIn.kind === "openid" && person.issuer === signIn.provider.issuer;
}
