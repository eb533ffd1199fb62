/** The part of the port that keeps in bounds: guesses, challenges and the waiting line, counted over all instances. */
import type { Standing, Turn } from "../records/queue.ts";

/** Wrong guesses of codes and passwords, by an HMAC of 32 bytes of where they came from, of all instances together. Times in milliseconds since 1970. */
export interface Guesses {
  /** The sum as it stands, without counting; 0 where no window is open. */
  look(key: Uint8Array, now: number): Promise<number>;
  /**
   * Counts one more and gives the sum. The first, and the first after its window is over, opens a window that lasts until
   * `until`.
   */
  count(key: Uint8Array, now: number, until: number): Promise<number>;
  /** One less: it was right. */
  takeBack(key: Uint8Array): Promise<void>;
  forget(key: Uint8Array): Promise<void>;
  /** Forgets windows that are over. */
  sweep(now: number): Promise<void>;
}

/** Used challenges, by an HMAC of 32 bytes of each; of nobody's. */
export interface Challenges {
  /** Only the first spends it. `until`: milliseconds since 1970, a full hour. */
  spend(key: Uint8Array, until: number): Promise<"spent" | "spent-before">;
  /** Forgets those whose time is over. */
  sweep(now: number): Promise<void>;
}

/** The waiting line of all instances together: counts alone (`records/queue.ts`). `minute`: since 1970. */
export interface Queueing {
  /** With a ticket or without; `limit`: how many may be inside at once; 0 lets nobody in but who has been called. */
  ask(ticket: number | undefined, limit: number, minute: number): Promise<Turn>;
  /** Whoever came in during the minute `since` is gone. */
  leave(since: number): Promise<void>;
  look(minute: number): Promise<Standing>;
}
