/**
 * Where unsent answers wait. A draft is addressed and sealed under HMACs of the citizen with the key of the day it was
 * begun, so that a new sign-in on any device finds it, and when the day's key is destroyed nobody can.
 */
import { createHmac } from "node:crypto";
import { personHmac } from "../identity/participation.ts";
import { type Draft, draftShape } from "../records/draft.ts";
import { dayBefore, dayOf } from "../records/month.ts";
import type { Person } from "../records/person.ts";
import type { Random } from "../records/world.ts";
import type { Drafts } from "../storage/drafts.ts";
import { STAMP, seal, unsealedBytes } from "../web/sealed.ts";
import { openDayKeys } from "./day-keys.ts";
import { derivedOnce } from "./derived.ts";
import { openLately } from "./lately.ts";

/** A draft in hand, with what is needed to put it back. */
export interface HeldDraft {
  readonly draft: Draft;
  readonly owner: Owner;
  readonly day: string;
  /** How what is stored of it begins. */
  readonly stamp: Uint8Array;
  /** What it is addressed and sealed under, so that putting it back derives neither anew. */
  readonly keys?: DraftKeys;
}

interface DraftKeys {
  readonly id: Uint8Array;
  readonly seal: Uint8Array;
}

/** Whose it is: a person in a survey, or a session whose sign-in has run out (answers typed too late). */
export type Owner = CitizenOwner | { readonly session: string };

export interface CitizenOwner {
  readonly person: Person;
  readonly survey: string;
  /** Every draft of a survey is padded to this many bytes, so that a length tells nothing of what was answered. */
  readonly size: number;
}

export interface DraftBox {
  find(owner: Owner): Promise<HeldDraft | undefined>;
  begin(owner: Owner, draft: Draft, now: Date): Promise<HeldDraft>;
  /** Applies a change to the draft as it is now, even if another tab or device changed it meanwhile. */
  change(held: HeldDraft, change: (draft: Draft) => Draft): Promise<HeldDraft | undefined>;
  remove(held: HeldDraft): Promise<void>;
  /** Called often, even while nobody asks: forgets what was in hand. `now` in milliseconds. */
  turn(now: number): void;
  /** Destroys what is older than a draft may be. */
  sweep(now: Date): Promise<void>;
}

/** A draft's key lives so many days. */
const KEPT_DAYS = 7;
/** Answers set aside are a page's, and a page's text may be over its length. */
const PARKED_SIZE = 16 * 1024;
/** Never part of JSON as it is written. */
const PADDING = 0;
const ATTEMPTS = 5;

export function openDraftBox(drafts: Drafts, wrappingKey: Uint8Array, random: Random): DraftBox {
  const days = openDayKeys(drafts, wrappingKey, random);
  const inHand = openDraftsInHand();
  /** So that what was asked for before a removal does not come back into hand after it. */
  let removals = 0;

  const open = (key: Uint8Array, sealed: Uint8Array): Draft | undefined => {
    const plain = unsealedBytes(sealed, key);
    return plain && draftShape.parse(JSON.parse(unpadded(plain)));
  };

  const put = async (held: Omit<HeldDraft, "stamp">, replacing: Uint8Array | undefined) => {
    const keys = held.keys ?? keysOf(await days.of(held.day), held.owner);
    const json = JSON.stringify(held.draft);
    const sealed = seal(padded(json, sizeOf(held.owner)), keys.seal, random);
    const outcome = await drafts.save({ id: keys.id, sealed, day: held.day }, replacing);
    if (outcome !== "saved") return undefined;
    const stamp = stampOf(sealed);
    inHand.keep(keys.id, held.owner, { json, stamp });
    return { ...held, keys, stamp };
  };

  const find = async (owner: Owner): Promise<HeldDraft | undefined> => {
    const keys = days.known().map(({ day, key }) => ({ day, key, id: rowId(key, owner) }));
    const ids = keys.map(({ id }) => id);
    const before = ids.map(inHand.of).find((held) => held !== undefined);
    const removalsBefore = removals;
    const { draft: stored, days: present } = await drafts.find(ids, before?.stamp);
    // Another process has begun a day, or the store was emptied: it is looked for under the keys that there are.
    if (!stored && days.isNews(present)) return find(owner);
    const found = stored && keys.find(({ id }) => Buffer.compare(id, stored.id) === 0);
    if (!stored) ids.forEach(inHand.forget);
    if (!stored || !found) return undefined;
    const { id, day } = found;
    const held = { owner, day, keys: { id, seal: sealKey(found.key, owner) } };
    if (stored.sealed === null) return before && { ...held, draft: JSON.parse(before.json), stamp: before.stamp };
    const draft = open(held.keys.seal, stored.sealed);
    if (!draft) return undefined;
    const stamp = stampOf(stored.sealed);
    if (removals === removalsBefore) inHand.keep(id, owner, { json: JSON.stringify(draft), stamp });
    return { ...held, draft, stamp };
  };

  return {
    find,
    begin: async (owner, draft, now) => {
      const held = await put({ owner, draft, day: dayOf(now) }, undefined);
      // Begun on another device in the same moment: that one counts.
      return held ?? (await find(owner)) ?? Promise.reject(new Error("the draft could not be begun"));
    },
    change: async (held, change) => {
      let current: HeldDraft | undefined = held;
      for (let attempt = 0; current && attempt < ATTEMPTS; attempt += 1) {
        const saved: HeldDraft | undefined = await put({ ...current, draft: change(current.draft) }, current.stamp);
        if (saved) return saved;
        current = await find(held.owner);
      }
      return undefined;
    },
    remove: async (held) => {
      const id = held.keys?.id ?? rowId(await days.of(held.day), held.owner);
      inHand.forget(id);
      await drafts.remove(id);
      // What another tab had saved before.
      inHand.forget(id);
      removals += 1;
    },
    turn: inHand.turn,
    sweep: async (now) => {
      const oldest = dayBefore(dayOf(now), KEPT_DAYS);
      days.forgetBefore(oldest);
      await drafts.sweep(oldest);
    },
  };
}

interface Opened {
  /** What was made of a form would hold on to the whole form. */
  readonly json: string;
  readonly stamp: Uint8Array;
}

/**
 * Drafts as this process opened or sealed them last, so that the next page need neither bring nor open the same again. The store is
 * asked all the same, and what another process has put there since begins otherwise. Known by the rows' ids, for two minutes at most after
 * the last page, and gone from this process at once with a send, a stop, or a look that finds none.
 */
function openDraftsInHand() {
  const lately = openLately<Opened>(MOST_IN_HAND);
  return {
    turn: lately.turn,
    of: (id: Uint8Array) => lately.find(nameOf(id)),
    forget: (id: Uint8Array) => lately.forget(nameOf(id)),
    /** A longer one holds what no page asks for: it is opened anew each time. */
    keep: (id: Uint8Array, owner: Owner, opened: Opened) => {
      if (opened.json.length <= sizeOf(owner)) lately.keep(nameOf(id), opened);
      else lately.forget(nameOf(id));
    },
  };
}

/** In each half of a minute. Some 3 KB each, and 20 at the most. */
const MOST_IN_HAND = 2000;

function nameOf(id: Uint8Array): string {
  return Buffer.from(id).toString("base64");
}

/** No view of what it begins: that would stay in memory whole. */
function stampOf(sealed: Uint8Array): Uint8Array {
  return Uint8Array.from(sealed.subarray(0, STAMP));
}

function keysOf(key: Uint8Array, owner: Owner): DraftKeys {
  return { id: rowId(key, owner), seal: sealKey(key, owner) };
}

function rowId(key: Uint8Array, owner: Owner): Uint8Array {
  return ownerHmac(key, "draft address", owner);
}

function sealKey(key: Uint8Array, owner: Owner): Uint8Array {
  return ownerHmac(key, "draft seal", owner);
}

function ownerHmac(key: Uint8Array, purpose: string, owner: Owner): Uint8Array {
  if ("person" in owner) {
    const { person, survey } = owner;
    return derivedOnce(person, key, `${purpose} ${survey}`, () => personHmac(key, purpose, person, survey));
  }
  return createHmac("sha256", key).update(`${purpose} of a session: ${owner.session}`).digest();
}

function padded(json: string, size: number): Uint8Array {
  const bytes = Buffer.byteLength(json);
  const whole = Buffer.alloc(Math.ceil(bytes / size) * size, PADDING);
  whole.write(json);
  return whole;
}

function unpadded(padded: Buffer): string {
  const end = padded.indexOf(PADDING);
  return padded.toString("utf8", 0, end === -1 ? padded.length : end);
}

function sizeOf(owner: Owner): number {
  return "person" in owner ? owner.size : PARKED_SIZE;
}
