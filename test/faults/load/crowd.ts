/** A dozen citizens at once, one after the other, for as long as they are let in; a third of them withdraw. */
import { type Citizen, citizen, walk, withdraw } from "./citizen.ts";
import type { Line } from "./line.ts";

export interface Crowd {
  /** Everybody who was shown a receipt, with its code. */
  readonly receipts: readonly (readonly [Citizen, code: string])[];
  /** Whose withdrawal was acknowledged. */
  readonly withdrawn: ReadonlySet<Citizen>;
  /** Told that the survey is closed, before anything of theirs was kept. */
  readonly closedOut: readonly Citizen[];
  /** Told that they had taken part, and given no receipt. */
  readonly already: readonly Citizen[];
  /** Settles once the last has been told that the survey is closed, or has come to an end after `enough`. */
  readonly ended: Promise<unknown>;
  withdrawLater(citizen: Citizen, code: string): Promise<void>;
  /** Whoever is under way comes to an end, and nobody begins any more. */
  enough(): void;
}

const AT_ONCE = 12;

/** `withdrawing`: every which receipt is withdrawn at once; 0 for none. */
export function crowdIn(survey: string, line: Line, { withdrawing = 3 } = {}): Crowd {
  const receipts: (readonly [Citizen, string])[] = [];
  const withdrawn = new Set<Citizen>();
  const told: Record<"closed" | "already", Citizen[]> = { closed: [], already: [] };
  let next = 0;
  let isEnough = false;
  const withdrawLater = async (self: Citizen, code: string) => {
    await withdraw(self, code);
    withdrawn.add(self);
  };
  const oneAfterTheOther = async () => {
    while (!isEnough) {
      const self = citizen(100_000 + next++, line);
      const end = await walk(self, survey);
      if (end.kind !== "receipt") told[end.kind].push(self);
      if (end.kind === "closed") return;
      if (end.kind !== "receipt") continue;
      receipts.push([self, end.code]);
      if (withdrawing > 0 && receipts.length % withdrawing === 0) await withdrawLater(self, end.code);
    }
  };
  const ended = Promise.all(Array.from({ length: AT_ONCE }, oneAfterTheOther));
  const enough = () => {
    isEnough = true;
  };
  return { receipts, withdrawn, closedOut: told.closed, already: told.already, ended, withdrawLater, enough };
}
