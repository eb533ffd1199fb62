/** Whom a survey is for: decided when they sign in, held at every door, told kindly, and counted nowhere. */
import type { ClaimedFacts } from "../identity/claims.ts";
import { DEMO_ISSUER } from "../identity/demo.ts";
import type { Person } from "../records/person.ts";
import { hasRules, rulesName, unmetRules } from "../survey/eligibility.ts";
import { page, type Reply, seeOther } from "../web/reply.ts";
import type { Visit } from "../web/visit.ts";
import type { Listed } from "./catalogue.ts";

/** What is kept of a sign-in's claims: which rules of this survey are not met. In the citizen's sealed cookie, and nowhere else. */
export function keepVerdict(facts: ClaimedFacts, { survey, newest }: Listed, visit: Visit): void {
  const { eligibility } = newest.definition;
  const unmet = [...unmetRules(eligibility, facts, visit.now)];
  const verdict = { rules: rulesName(eligibility), unmet };
  visit.keep({ verdicts: { ...visit.session.verdicts, [survey.id]: verdict } });
}

/** The page of whom the survey is not for, or where that is decided; undefined for whom it is for. */
export function ineligible(visit: Visit, { survey, newest }: Listed, person: Person): Reply | undefined {
  const { access, eligibility } = newest.definition;
  // The demonstration knows nothing of anybody and lets everybody in.
  if (access !== "sign-in" || !hasRules(eligibility) || person.issuer === DEMO_ISSUER) return undefined;
  const verdict = visit.session.verdicts[survey.id];
  // Signed in for another survey, or before the rules were changed: the provider is asked again.
  if (verdict?.rules !== rulesName(eligibility)) return seeOther(`/sign-in?survey=${survey.id}`);
  return verdict.unmet.length === 0 ? undefined : notEligible(visit, newest.definition, verdict.unmet);
}

function notEligible(visit: Visit, definition: Listed["newest"]["definition"], unmet: readonly string[]): Reply {
  const { age = 0, residence = [], active = 0 } = definition.eligibility;
  const names = new Intl.DisplayNames(visit.language, { type: "region" });
  const countries = residence.map((code) => names.of(code) ?? code).join(", ");
  const values = { age, countries, count: active };
  return page(
    "citizen/not-eligible",
    visit.translate("notEligible.title"),
    {
      reasons: unmet.map((rule) => visit.translate(`notEligible.${rule}`, values)),
      contact: definition.controller.email,
    },
    403,
  );
}
