import { describe, expect, test } from "vitest";
import type { Fresh } from "../given.ts";

export function queueContract(fresh: Fresh): void {
  describe("the waiting line", () => {
    test("lets in up to the limit, gives the others a place, and calls the first of them when somebody leaves", async () => {
      const { storage } = await fresh();
      expect(await storage.queue.ask(undefined, 1, 7)).toEqual({ kind: "inside", minute: 7 });
      expect(await storage.queue.ask(undefined, 1, 7)).toEqual({ kind: "waiting", ticket: 1, before: 0 });
      expect(await storage.queue.ask(undefined, 1, 7)).toEqual({ kind: "waiting", ticket: 2, before: 1 });
      await storage.queue.leave(7);
      expect(await storage.queue.ask(2, 1, 8)).toEqual({ kind: "waiting", ticket: 2, before: 0 });
      expect(await storage.queue.ask(1, 1, 8)).toEqual({ kind: "inside", minute: 8 });
    });

    test("gives many who come at once a ticket each, and lets in no more of them than there is room for", async () => {
      const { storage } = await fresh();
      const turns = await Promise.all(Array.from({ length: 30 }, () => storage.queue.ask(undefined, 10, 7)));
      expect(turns.filter(({ kind }) => kind === "inside")).toHaveLength(10);
      const tickets = turns.flatMap((turn) => (turn.kind === "waiting" ? [turn.ticket] : []));
      expect(tickets.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_none, at) => at + 1));
    });

    test("tells how many are inside or called, and how many wait", async () => {
      const { storage } = await fresh();
      expect(await storage.queue.look(7)).toEqual({ inside: 0, waiting: 0 });
      for (let at = 0; at < 3; at += 1) await storage.queue.ask(undefined, 1, 7);
      expect(await storage.queue.look(7)).toEqual({ inside: 1, waiting: 2 });
      expect(await storage.queue.look(7 + 60)).toEqual({ inside: 0, waiting: 2 });
    });

    test("is there after a restart", async () => {
      const { storage, reopen } = await fresh();
      await storage.queue.ask(undefined, 1, 7);
      await storage.queue.ask(undefined, 1, 7);
      await storage.close();
      const later = await reopen();
      expect(await later.queue.ask(1, 1, 7)).toEqual({ kind: "waiting", ticket: 1, before: 0 });
    });
  });
}
