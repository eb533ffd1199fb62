/** What a citizen's browser carries for us in a sealed cookie. No server row joins a person and a time. */
import { z } from "zod";

export const citizenSessionShape = z.strictObject({
  /** Random, 16 bytes as base64url; new at every sign-in. */
  id: z.string(),
  /** Milliseconds since 1970. */
  began: z.number(),
  seen: z.number(),
  language: z.string().nullable(),
  person: z.strictObject({ issuer: z.string(), subject: z.string() }).nullable(),
  /** A sign-in that has begun at the provider, until it ends here. */
  signingIn: z
    .strictObject({ state: z.string(), nonce: z.string(), verifier: z.string(), survey: z.string(), at: z.number() })
    .nullable()
    .default(null),
  /** Of `person`, for each survey: which of its rules of eligibility are not met. `rules` names the rules it was decided by. */
  verdicts: z.record(z.string(), z.strictObject({ rules: z.string(), unmet: z.array(z.string()) })).default({}),
  /** Who takes part in a survey without signing in, by an invitation code or as anybody: a subject for each survey. */
  guests: z.record(z.string(), z.string()).default({}),
  /** Where the invitation to each survey hung. */
  places: z.record(z.string(), z.string()),
  /** What has been counted for this journey already: `SURVEY STAGE`. */
  counted: z.array(z.string()),
  /** The version of the consent text that what is about to be sent was agreed to under, by survey: for the receipt of a repeated send. */
  agreed: z.record(z.string(), z.string()).default({}),
  /** The last send's receipt, shown for half an hour. */
  receipt: z
    .strictObject({
      survey: z.string(),
      consent: z.string(),
      language: z.string(),
      at: z.number(),
      code: z.string(),
      /** The send was repeated: the page says that the answers had arrived before and are counted once. */
      again: z.boolean().optional(),
    })
    .nullable(),
  /** Answers typed after the session had ended wait under this session's id for the next sign-in. */
  parked: z.strictObject({ survey: z.string(), page: z.string(), owner: z.string() }).nullable(),
  /** The simulated survey this session may walk. */
  simulates: z.string().nullable(),
  /** On a kiosk: since when it has asked whether somebody is still there, in milliseconds since 1970. */
  quietSince: z.number().nullable().default(null),
  /**
   * The place in the waiting line: a ticket, or the minute in which the citizen was let in, with random bytes that name the place
   * inside (none in cookies of before there were any).
   */
  turn: z
    .union([
      z.strictObject({ ticket: z.number() }),
      z.strictObject({ inside: z.number(), place: z.string().default("") }),
    ])
    .nullable(),
});

export type CitizenSession = Readonly<z.infer<typeof citizenSessionShape>>;

const MINUTE = 60_000;
/** After so long without a request the citizen signs in again; the draft waits. */
const IDLE_LIMIT = 60 * MINUTE;
const ABSOLUTE_LIMIT = 12 * 60 * MINUTE;
export const RECEIPT_LIMIT = 30 * MINUTE;

export function freshSession(
  id: string,
  now: number,
  language: string | null,
  places: CitizenSession["places"] = {},
): CitizenSession {
  return {
    id,
    began: now,
    seen: now,
    language,
    person: null,
    signingIn: null,
    verdicts: {},
    guests: {},
    places,
    counted: [],
    agreed: {},
    receipt: null,
    parked: null,
    simulates: null,
    quietSince: null,
    turn: null,
  };
}

/**
 * The session from a citizen's next request on. Half an hour after a send the receipt goes, and with it the id that the
 * withdrawal code was derived from: from then on nothing in the browser leads to the response.
 */
export function withoutOldReceipt(session: CitizenSession, now: number, freshId: () => string): CitizenSession {
  if (session.receipt === null || now - session.receipt.at <= RECEIPT_LIMIT) return session;
  return { ...session, id: freshId(), receipt: null };
}

/** A device at a counter that many people use: invited from a place whose name begins with `kiosk`, its browser keeps nothing. */
export function isKiosk({ places }: Pick<CitizenSession, "places">): boolean {
  return Object.values(places).some(isKioskPlace);
}

/** The places that stay with a device when a citizen signs out. */
export function kioskPlaces(places: CitizenSession["places"]): CitizenSession["places"] {
  return Object.fromEntries(Object.entries(places).filter(([, place]) => isKioskPlace(place)));
}

/** The places with a new one. A kiosk is of one survey: where a device becomes one anew, it is no longer that of another. */
export function placesWith(places: CitizenSession["places"], survey: string, place: string): CitizenSession["places"] {
  if (!isKioskPlace(place)) return { ...places, [survey]: place };
  const others = Object.entries(places).filter(([, other]) => !isKioskPlace(other));
  return { ...Object.fromEntries(others), [survey]: place };
}

/** The survey that a kiosk was opened for. None where it is no kiosk. */
export function kioskSurvey(places: CitizenSession["places"]): string | undefined {
  return Object.keys(kioskPlaces(places))[0];
}

function isKioskPlace(place: string): boolean {
  return /^kiosk(-|$)/.test(place);
}

/** A clock set back is no reason to sign anybody out. */
export function hasEnded(session: CitizenSession, now: number): boolean {
  return now - session.seen > IDLE_LIMIT || now - session.began > ABSOLUTE_LIMIT;
}
