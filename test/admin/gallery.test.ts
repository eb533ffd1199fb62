import { describe, expect, test } from "vitest";
import { isOf, NO_PAGES, STAFF_PAGES } from "../../scripts/gallery/staff-pages.ts";
import { ROUTES } from "../../server/admin/path.ts";

describe("the gallery of the staff's area", () => {
  test("has a picture of every page that the route table has, and names what is no page", () => {
    const pages = ROUTES.filter(({ method }) => method === "get").map(({ address }) => address);
    expect([...Object.keys(STAFF_PAGES), ...NO_PAGES].sort()).toEqual(pages.sort());
    for (const names of Object.values(STAFF_PAGES)) expect(names.length).toBeGreaterThan(0);
    const names = Object.values(STAFF_PAGES).flat();
    expect(new Set(names).size).toBe(names.length);
  });

  test.each([
    ["/admin/surveys/egov-2024/report", "/admin/surveys/:survey/report", true],
    ["/admin/surveys/egov-2024/reports", "/admin/surveys/:survey/report", false],
    ["/admin/surveys/egov-2024", "/admin/surveys/:survey/report", false],
  ])("knows %s beside %s", (path, address, expected) => {
    expect(isOf(path, address)).toBe(expected);
  });
});
