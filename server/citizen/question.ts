/** One page of questions: shown, answered, skipped, gone back from, put into another language. Nothing typed is lost. */
import { type Draft, withFlag } from "../records/draft.ts";
import type { Flag } from "../records/flag.ts";
import { answersFrom, type Fields, fieldsOf, type ParsedAnswers } from "../survey/answer.ts";
import { reachableStep, type Step, stepBefore } from "../survey/journey.ts";
import { page, type Reply, refused, seeOther } from "../web/reply.ts";
import { answerFields, control, fellIntoTrap, type Visit } from "../web/visit.ts";
import type { Edition } from "./catalogue.ts";
import { deviceKey, isSeenDevice } from "./device.ts";
import { oncePer } from "./once-per.ts";
import { park, withAnswers } from "./parked.ts";
import { questionPageView } from "./question-view.ts";
import { countReached, rememberShown, withShown } from "./shown.ts";
import {
  type Begun,
  begun,
  type CitizenWorld,
  type Handler,
  isReply,
  journeyIn,
  personIn,
  stepAddress,
} from "./world.ts";

export const showPage: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (isReply(current)) return current;
  const step = stepOf(current, visit);
  if (!step) return elsewhere(current, visit);
  await rememberShown(step.page.id, current, visit, world);
  const { typed } = current.draft;
  const fields = typed?.page === step.page.id ? typed.fields : fieldsOf(step.questions, current.draft.answers);
  return questionPage(step, current, visit, world, fields, undefined);
};

export const answerPage: Handler = async (visit, world) => {
  const current = await begun(visit, world);
  if (!visit.proven || (await mustSignIn(current, visit, world))) return park(visit, world);
  if (isReply(current)) return current;
  const step = stepOf(current, visit);
  const survey = current.listed.survey.id;
  if (!step) return elsewhere(current, visit);
  const fields = control(visit, "go") === "skip" ? {} : answerFields(visit);
  const parsed = answersFrom(step.questions, fields);
  const way = wayOf(visit);
  if (way === "forward" && parsed.faults.length > 0) return questionPage(step, current, visit, world, fields, parsed);
  const doubts = await doubtsOn(step, current, visit, world, way);
  let reached: string | undefined;
  const saved = await world.drafts.change(current.held, (before) => {
    const answered = withAnswers(doubts.reduce(withFlag, before), step, parsed, fields);
    if (way !== "forward" || asksMore(step, answered, current)) return answered;
    const passed = withPassed(answered, step.page.id);
    reached = nextPage(step, { ...current, draft: passed }, visit);
    return withShown(passed, reached, visit);
  });
  // Stopped on another device meanwhile: the draft is gone, and so is what it would be saved to.
  if (!saved) return seeOther(`/s/${survey}/consent`);
  // The redirect shows the next page: one save for both, on each step of the way.
  if (reached !== undefined) countReached(reached, current, visit, world);
  return seeOther(addressAfter(way, step, { ...current, held: saved, draft: saved.draft }, visit));
};

/** What this post alone can tell; of the draft it leaves a flag. */
async function doubtsOn(
  step: Step,
  current: Begun,
  visit: Visit,
  world: CitizenWorld,
  way: Way,
): Promise<readonly Flag[]> {
  const seen = way === "forward" && (await isSeenDevice(step, current, visit, world));
  return [...(fellIntoTrap(visit) ? (["trap_filled"] as const) : []), ...(seen ? (["seen_device"] as const) : [])];
}

/** Answers came, and nobody is signed in any more to whom they would belong. */
async function mustSignIn(current: Begun | Reply, visit: Visit, world: CitizenWorld): Promise<boolean> {
  if (!isReply(current)) return false;
  const listed = await world.catalogue.find(visit.params.survey ?? "");
  if (!listed || personIn(visit.session, listed, world)) return false;
  return current.kind === "see-other" || (current.kind === "refused" && current.fault.kind === "session-expired");
}

type Way = "forward" | "back" | "stop" | "language";

function wayOf(visit: Visit): Way {
  const language = control(visit, "language");
  if (language !== undefined) {
    if (visit.offered.includes(language)) visit.keep({ language });
    return "language";
  }
  const go = control(visit, "go");
  return go === "back" || go === "stop" ? go : "forward";
}

function addressAfter(way: Way, step: Step, current: Begun, visit: Visit): string {
  const survey = current.listed.survey.id;
  const journey = journeyIn(current.edition, current.draft);
  const changing = visit.query.change !== undefined;
  switch (way) {
    case "stop":
      return `/s/${survey}/stop`;
    case "language":
      return stepAddress(survey, step.page.id) + (changing ? "?change" : "");
    case "back": {
      const before = stepBefore(journey, step.page.id);
      return changing || !before ? stepAddress(survey, journey.next) : stepAddress(survey, before.page.id);
    }
    case "forward":
      if (asksMore(step, current.draft, current))
        return stepAddress(survey, step.page.id) + (changing ? "?change" : "");
      return stepAddress(survey, nextPage(step, current, visit));
  }
}

/**
 * The page that follows on the way, or the one still to be answered if the following one cannot be seen yet; who came to
 * change an answer goes back to where they belong.
 */
function nextPage(step: Step, current: Begun, visit: Visit): string {
  const journey = journeyIn(current.edition, current.draft);
  if (visit.query.change !== undefined) return journey.next;
  const at = journey.steps.findIndex((each) => each.page.id === step.page.id);
  const following = journey.steps[at + 1]?.page.id;
  return following !== undefined && reachableStep(journey, following, current.draft.passed) ? following : journey.next;
}

/** Whether an answer on this page has brought up another question on it: then the page is shown once more. */
function asksMore(step: Step, answered: Draft, current: Begun): boolean {
  const asked = new Set(step.questions.map(({ id }) => id));
  const now = journeyIn(current.edition, answered).steps.find(({ page }) => page.id === step.page.id);
  return now?.questions.some(({ id }) => !asked.has(id)) ?? false;
}

function withPassed(draft: Draft, pageId: string): Draft {
  return draft.passed.includes(pageId) ? draft : { ...draft, passed: [...draft.passed, pageId] };
}

function stepOf(current: Begun, visit: Visit): Step | undefined {
  return reachableStep(current.journey, visit.params.page ?? "", current.draft.passed);
}

/** A page of this survey that the citizen cannot see yet leads to where they belong; any other does not exist. */
function elsewhere(current: Begun, visit: Visit): Reply {
  const exists = current.edition.definition.pages.some((each) => each.id === visit.params.page);
  return exists
    ? seeOther(stepAddress(current.listed.survey.id, current.journey.next))
    : refused({ kind: "not-found" });
}

function questionPage(
  step: Step,
  current: Begun,
  visit: Visit,
  world: CitizenWorld,
  fields: Fields,
  parsed: ParsedAnswers | undefined,
): Reply {
  const device = deviceKey(step, current, visit, world) ?? "";
  const isAlike = Object.keys(fields).length === 0 && !parsed && current.listed.alikePages.has(step.page.id);
  if (isAlike) {
    const view = views(current.edition, variantOf(step, current, visit), () =>
      questionPageView(step, current, visit, fields, []),
    );
    return { ...page("citizen/question", titleOf(view), view), blanks: { device } };
  }
  const view = questionPageView(step, current, visit, fields, parsed?.faults ?? []);
  const title = parsed ? visit.translate("error.titled", { title: titleOf(view) }) : titleOf(view);
  return page("citizen/question", title, { ...view, device }, parsed ? 422 : 200);
}

const views = oncePer<Edition, ReturnType<typeof questionPageView>>();

/** All that the view of a page of which nothing is answered depends on, beside the survey's version. */
function variantOf(step: Step, { journey: { steps } }: Begun, { language, query }: Visit): string {
  const number = steps.findIndex(({ page }) => page.id === step.page.id);
  return [step.page.id, language, number, steps.length, query.change !== undefined].join(" ");
}

function titleOf({ heading, progress }: { readonly heading: string; readonly progress: string }): string {
  return `${heading} – ${progress}`;
}
