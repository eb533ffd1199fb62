import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { askedToComeIn, left, NOBODY_WAITS, type Queue, type Turn } from "../../server/records/queue.ts";

/** A line of its own for a story: who asks says with which ticket, and hears their turn. */
function line(limit: number) {
  let queue: Queue = NOBODY_WAITS;
  let minute = 100;
  return {
    ask: (ticket?: number): Turn => {
      const asked = askedToComeIn(queue, ticket, limit, minute);
      queue = asked.queue;
      return asked.turn;
    },
    leave: (since: number) => {
      queue = left(queue, since);
    },
    pass: (minutes: number) => {
      minute += minutes;
    },
    minute: () => minute,
    queue: () => queue,
  };
}

describe("the waiting line", () => {
  test("lets in as many as there is room for, and gives the next a place in line", () => {
    const door = line(2);
    expect([door.ask(), door.ask()]).toEqual([
      { kind: "inside", minute: 100 },
      { kind: "inside", minute: 100 },
    ]);
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 1, before: 0 });
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 2, before: 1 });
  });

  test("keeps everybody's place, and calls them in the order of their tickets", () => {
    const door = line(1);
    door.ask();
    expect([door.ask(), door.ask()].map((turn) => turn.kind)).toEqual(["waiting", "waiting"]);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 1 });
    door.leave(100);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    expect(door.ask(1)).toEqual({ kind: "inside", minute: 100 });
    expect(door.ask(2).kind).toBe("waiting");
  });

  test("does not let a newcomer in before those who wait", () => {
    const door = line(1);
    door.ask();
    door.ask();
    door.leave(100);
    expect(door.ask()).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    expect(door.ask(1).kind).toBe("inside");
  });

  test("gives the place of who was called and does not come to the next, after two minutes", () => {
    const door = line(1);
    door.ask();
    door.ask();
    door.ask();
    door.leave(100);
    expect(door.ask(2)).toEqual({ kind: "waiting", ticket: 2, before: 0 });
    door.pass(1);
    expect(door.ask(2).kind).toBe("waiting");
    door.pass(1);
    expect(door.ask(2).kind).toBe("inside");
    // Who was late is let in all the same: they have waited.
    expect(door.ask(1).kind).toBe("inside");
  });

  test("counts whoever forgot to leave as gone after half an hour", () => {
    const door = line(1);
    door.ask();
    door.pass(29);
    expect(door.ask().kind).toBe("waiting");
    door.pass(1);
    expect(door.ask(1).kind).toBe("inside");
  });

  test("gives a ticket of an earlier line a place in this one", () => {
    expect(line(1).ask(77).kind).toBe("inside");
    const full = line(1);
    full.ask();
    expect(full.ask(77)).toEqual({ kind: "waiting", ticket: 1, before: 0 });
  });

  test("never lets more in at once than the limit, however they come, wait and leave, as long as all who are called come", () => {
    const steps = fc.array(fc.oneof(fc.constant("come"), fc.constant("leave"), fc.constant("ask")), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), steps, (limit, walk) => {
        const door = line(limit);
        let inside = 0;
        let waiting: number[] = [];
        const heard = (turn: Turn) => {
          if (turn.kind === "inside") inside += 1;
          else waiting = [...waiting, turn.ticket].sort((a, b) => a - b);
        };
        for (const step of walk) {
          if (step === "come") heard(door.ask());
          if (step === "leave" && inside > 0) {
            door.leave(door.minute());
            inside -= 1;
          }
          const [first, ...rest] = waiting;
          if (step === "ask" && first !== undefined) {
            waiting = rest;
            heard(door.ask(first));
          }
          expect(inside).toBeLessThanOrEqual(limit);
          expect(door.queue().minutes.length).toBeLessThanOrEqual(30);
        }
      }),
    );
  });
});
