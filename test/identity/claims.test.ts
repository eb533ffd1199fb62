import { describe, expect, test } from "vitest";
import { factsIn, isTold } from "../../server/identity/claims.ts";

const NAMES = { birthdate: "birthdate", residence: "address.country", active: undefined, groups: "groups" };
const NOW = new Date("2024-10-05T07:00:00Z");

describe("what a sign-in claims", () => {
  test("is found under the standard's names", () => {
    const claims = { birthdate: "1990-05-01", address: { country: "KZ" }, groups: ["a", "b"], name: "Aigerim" };
    expect(factsIn(claims, NAMES, NOW)).toEqual({
      birthdate: "1990-05-01",
      residence: "KZ",
      lastSignIn: NOW,
      groups: ["a", "b"],
    });
  });

  test("is found under a provider's own names, addresses with dots included", () => {
    const names = { birthdate: "https://id.kz/born", residence: "is_resident", active: "portal.last", groups: "role" };
    const claims = {
      "https://id.kz/born": "1990-05-01",
      is_resident: true,
      portal: { last: 1_700_000_000 },
      role: "x",
    };
    expect(factsIn(claims, names, NOW)).toEqual({
      birthdate: "1990-05-01",
      residence: true,
      lastSignIn: new Date(1_700_000_000_000),
      groups: ["x"],
    });
    expect(factsIn({ portal: { last: "2024-01-31" } }, names, NOW).lastSignIn).toEqual(new Date("2024-01-31"));
  });

  test.each([
    {},
    { birthdate: null, address: null, groups: null },
    { birthdate: 19900501, address: "KZ", groups: 7 },
    { birthdate: ["1990-05-01"], address: { country: { code: "KZ" } }, groups: {} },
    { address: [] },
  ])("of another shape is nothing: %j", (claims) => {
    const { birthdate, residence, groups } = factsIn(claims, NAMES, NOW);
    expect([birthdate, residence, groups]).toEqual([undefined, undefined, undefined]);
  });

  test("is nobody's prototype", () => {
    for (const name of ["constructor", "__proto__", "toString.name", "address.constructor"])
      expect(isTold({ address: {} }, name)).toBe(false);
    expect(isTold({ address: { country: "" } }, "address.country")).toBe(true);
  });

  test("that is no time is no sign-in", () => {
    const names = { ...NAMES, active: "last" };
    for (const last of ["yesterday", Number.NaN, null, "5.10.2024", true])
      expect(factsIn({ last }, names, NOW).lastSignIn).toBeUndefined();
  });
});
