/** Unguessable bytes for a process that serves: the system is asked for some thousands at a time, not for twelve at each cookie. */
import { randomFillSync, randomInt } from "node:crypto";
import type { Random } from "./records/world.ts";

const POOL = 4096;

/** The system's own chance. What has been handed out is handed out once, and is nowhere kept. */
export function openChance(): Random {
  const pool = Buffer.alloc(POOL);
  let next = POOL;
  return {
    bytes: (size) => {
      if (size > POOL / 4) return randomFillSync(Buffer.alloc(size));
      if (next + size > POOL) {
        randomFillSync(pool);
        next = 0;
      }
      const taken = Buffer.from(pool.subarray(next, next + size));
      pool.fill(0, next, next + size);
      next += size;
      return taken;
    },
    integer: randomInt,
  };
}
