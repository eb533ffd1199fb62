/** Chance that is the same in every run: AES-256 in counter mode over zeros. The gate must not fail by chance. */
import { createCipheriv, createHash } from "node:crypto";
import type { Random } from "../../server/records/world.ts";

export function seededRandom(seed: string): Random {
  const key = createHash("sha256").update(seed).digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  const bytes = (size: number) => stream.update(Buffer.alloc(size));
  return {
    bytes,
    integer: (bound) => {
      // Numbers past the last whole multiple of the bound would favour the small ones.
      const limit = 2 ** 48 - (2 ** 48 % bound);
      for (;;) {
        const drawn = bytes(6).readUIntBE(0, 6);
        if (drawn < limit) return drawn % bound;
      }
    },
  };
}
