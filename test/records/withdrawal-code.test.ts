import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { codeFrom, withdrawalCode, withdrawalMark } from "../../server/records/withdrawal-code.ts";

const KEY = randomBytes(32);
const aCode = fc.string({ minLength: 1 }).map((session) => withdrawalCode(KEY, session, "egov-2024"));

test("a code is five groups of five signs without look-alikes", () => {
  fc.assert(
    fc.property(aCode, (code) => {
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){4}$/);
    }),
  );
});

test("a session's code is the same every time, and another for another session, survey or key", () => {
  const code = withdrawalCode(KEY, "session", "egov-2024");
  expect(withdrawalCode(KEY, "session", "egov-2024")).toBe(code);
  const others = [
    withdrawalCode(KEY, "other", "egov-2024"),
    withdrawalCode(KEY, "session", "tea"),
    withdrawalCode(randomBytes(32), "session", "egov-2024"),
  ];
  expect(others).not.toContain(code);
});

test("a code is read however it is typed: small letters, spaces, no hyphens, O for 0, I and L for 1", () => {
  fc.assert(
    fc.property(aCode, (code) => {
      const sloppy = code.toLowerCase().replaceAll("-", "  ").replaceAll("0", "o").replaceAll("1", "l");
      expect(codeFrom(sloppy)).toBe(code);
    }),
  );
});

test("of all slips of one sign, and of two signs swapped, all but one in thirty thousand are noticed", () => {
  let slips = 0;
  let missed = 0;
  for (let run = 0; run < 40; run += 1) {
    const signs = withdrawalCode(KEY, `session ${run}`, "egov-2024").replaceAll("-", "");
    for (let at = 0; at < signs.length; at += 1) {
      for (const sign of "0123456789ABCDEFGHJKMNPQRSTVWXYZ") {
        if (sign === signs[at]) continue;
        slips += 1;
        if (codeFrom(signs.slice(0, at) + sign + signs.slice(at + 1)) !== undefined) missed += 1;
      }
    }
  }
  expect(slips).toBe(40 * 25 * 31);
  expect(missed).toBeLessThanOrEqual(8);
});

test("nonsense is no code", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 40 }), (typed) => {
      expect(codeFrom(typed)).toBeUndefined();
    }),
  );
});

test("what is kept of a code is an HMAC: nothing without its key", () => {
  const code = withdrawalCode(KEY, "session", "egov-2024");
  expect(withdrawalMark(KEY, code)).toMatch(/^[0-9a-f]{64}$/);
  expect(withdrawalMark(KEY, code)).not.toBe(withdrawalMark(randomBytes(32), code));
});
