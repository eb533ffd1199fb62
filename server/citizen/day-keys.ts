/** The drafts' keys of the days, as this process knows them: unsealed once, and looked up anew with every draft. */
import { dayBefore } from "../records/month.ts";
import type { Random } from "../records/world.ts";
import type { Drafts, SealedDay } from "../storage/drafts.ts";
import { seal, unseal } from "../web/sealed.ts";

export interface DayKeys {
  /** The days whose keys this process can open, newest first. */
  known(): readonly { readonly day: string; readonly key: Uint8Array }[];
  /** Takes over the days that the store has; whether they are others than were known. */
  isNews(days: readonly SealedDay[]): boolean;
  /** The key of a day, which is made on the day's first call. */
  of(day: string): Promise<Uint8Array>;
  /** Forgets the days before this one. */
  forgetBefore(day: string): void;
}

const NOTHING = new Uint8Array();

export function openDayKeys(
  drafts: Pick<Drafts, "dayKey" | "sweep">,
  wrappingKey: Uint8Array,
  random: Random,
): DayKeys {
  /** A key is missing where it was sealed under an earlier secret. */
  const opened = new Map<string, { readonly key: Uint8Array | undefined; readonly sealed: Uint8Array }>();

  /** Those that open, newest first; undefined where `opened` has changed since. */
  let listed: ReturnType<DayKeys["known"]> | undefined;

  const isOpened = ({ day, sealed }: SealedDay) => Buffer.compare(opened.get(day)?.sealed ?? NOTHING, sealed) === 0;

  const unwrapped = (day: string, sealed: Uint8Array) => {
    if (!isOpened({ day, sealed })) {
      const plain = unseal(sealed, wrappingKey);
      listed = undefined;
      opened.set(day, { key: plain === undefined ? undefined : Buffer.from(plain, "base64"), sealed });
    }
    return opened.get(day)?.key;
  };

  return {
    known: () => {
      listed ??= [...opened]
        .flatMap(([day, { key }]) => (key ? [{ day, key }] : []))
        .sort((one, other) => (one.day > other.day ? -1 : 1));
      return listed;
    },
    isNews: (days) => {
      if (days.length === opened.size && days.every(isOpened)) return false;
      listed = undefined;
      // A crash may have emptied the drafts' store: what is still remembered of it would address rows nobody else finds.
      for (const day of opened.keys()) if (!days.some((each) => each.day === day)) opened.delete(day);
      for (const { day, sealed } of days) unwrapped(day, sealed);
      return true;
    },
    of: async (day) => {
      const before = opened.get(day)?.key;
      if (before) return before;
      const made = seal(Buffer.from(random.bytes(32)).toString("base64"), wrappingKey, random);
      const key = unwrapped(day, await drafts.dayKey(day, made));
      if (key) return key;
      // Sealed under an earlier PIKIR_SECRET: its drafts can be read by nobody any more, and would bar the day's new ones.
      await drafts.sweep(dayBefore(day, -1));
      const anew = unwrapped(day, await drafts.dayKey(day, made));
      if (!anew) throw new Error("the drafts' new key of the day does not open");
      return anew;
    },
    forgetBefore: (oldest) => {
      listed = undefined;
      for (const day of opened.keys()) if (day < oldest) opened.delete(day);
    },
  };
}
