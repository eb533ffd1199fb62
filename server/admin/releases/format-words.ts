/** The formats of a plan, in the page's language. */
import { FORMATS } from "../../release/files.ts";
import type { StaffVisit } from "../world.ts";
import type { Plan } from "./plan.ts";

export function formatWords({ formats }: Pick<Plan, "formats">, { translate }: Pick<StaffVisit, "translate">): string {
  const chosen = FORMATS.filter((name) => formats.includes(name));
  return ["CSV", ...chosen.map((name) => translate(`admin.releases.format.${name.replace(".", "_")}`))].join(", ");
}
