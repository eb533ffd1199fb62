/** Finding what a rule asks for among the claims of a sign-in. Read once, decided at once, and forgotten. */

export type Claims = Readonly<Record<string, unknown>>;

/** Under which names a provider tells it: a claim, or with dots one inside another (`address.country`). */
export interface ClaimNames {
  readonly birthdate: string;
  readonly residence: string;
  /** When the person last signed in to the portal; without a name, the sign-in that has just happened. */
  readonly active: string | undefined;
  readonly groups: string;
}

export interface ClaimedFacts {
  readonly birthdate: string | undefined;
  readonly residence: string | boolean | undefined;
  readonly lastSignIn: Date | undefined;
  readonly groups: readonly string[] | undefined;
}

export function factsIn(claims: Claims, names: ClaimNames, now: Date): ClaimedFacts {
  const [birthdate, residence, groups] = [names.birthdate, names.residence, names.groups].map((name) =>
    claimIn(claims, name),
  );
  return {
    birthdate: typeof birthdate === "string" ? birthdate : undefined,
    residence: typeof residence === "string" || typeof residence === "boolean" ? residence : undefined,
    lastSignIn: names.active === undefined ? now : timeOf(claimIn(claims, names.active)),
    groups: textsOf(groups),
  };
}

/** Whether a claim of this name is there. A provider may tell some in the token and others only when it is asked. */
export function isTold(claims: Claims, name: string): boolean {
  return claimIn(claims, name) !== undefined;
}

/** A name that is a whole claim's comes first: some are addresses, and those have dots. */
function claimIn(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split(".").reduce<unknown>((inside, key) => {
    const isMap = typeof inside === "object" && inside !== null && Object.hasOwn(inside, key);
    return isMap ? (inside as Claims)[key] : undefined;
  }, claims);
}

/** Seconds since 1970, or a date as ISO 8601 writes it. */
function timeOf(claim: unknown): Date | undefined {
  if (typeof claim === "number" && Number.isFinite(claim)) return new Date(claim * 1000);
  return typeof claim === "string" && /^\d{4}-\d{2}-\d{2}/.test(claim) ? new Date(claim) : undefined;
}

function textsOf(claim: unknown): readonly string[] | undefined {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) ? claim.filter((each) => typeof each === "string") : undefined;
}
