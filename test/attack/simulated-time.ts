/** Time that passes only when everybody waits: many people are under way at once, and still one does something at a time. */

export interface SimulatedTime {
  now(): number;
  /** Ends the caller's turn; its next one comes so many seconds later. */
  pause(seconds: number): Promise<void>;
  /** Runs them all, each beginning with a turn of its own. `between` runs after every turn. */
  run(people: readonly (() => Promise<void>)[], between: () => Promise<void>): Promise<void>;
}

interface Turn {
  readonly at: number;
  readonly take: () => void;
}

export function simulatedTime(begin: number): SimulatedTime {
  let now = begin;
  let turns: Turn[] = [];
  let endTurn = (_error?: unknown): void => undefined;

  const pause = (seconds: number) =>
    new Promise<void>((take) => {
      turns.push({ at: now + Math.round(seconds * 1000), take });
      endTurn();
    });

  return {
    now: () => now,
    pause,
    run: async (people, between) => {
      for (const person of people) {
        const live = () =>
          void person().then(
            () => endTurn(),
            (error: unknown) => endTurn(error ?? new Error("unknown")),
          );
        turns.push({ at: now, take: live });
      }
      while (turns.length > 0) {
        const next = turns.reduce((first, turn) => (turn.at < first.at ? turn : first));
        turns = turns.filter((turn) => turn !== next);
        now = Math.max(now, next.at);
        await new Promise<void>((done, fail) => {
          endTurn = (error) => (error === undefined ? done() : fail(error));
          next.take();
        });
        await between();
      }
    },
  };
}
