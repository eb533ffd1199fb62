/** The words that would leave, as they would leave: for whoever confirms a release with them, and before that for whoever read them. */
import { releasedText } from "../../records/text-review.ts";
import { LEAST_TEXTS } from "../../release/released-words.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { itemWords } from "../report/question-table.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { type Reviewing, reviewingOf, reviewsOf, whyNone } from "./review.ts";
import { addressOf, hasTooFew, type Standing } from "./standing.ts";
import { noteReading } from "./texts.ts";

const A_PAGE = 100;

export const showReviewed: StaffHandler = async (visit, world) => {
  const found = await reviewingOf(visit, world);
  if (!found) return refuse("not-found");
  const { standing } = found;
  const { survey, item } = standing;
  const texts = hasTooFew(standing) ? [] : leavingTexts(found);
  const pages = Math.max(1, Math.ceil(texts.length / A_PAGE));
  const at = Math.min(pages, Math.max(1, Number.parseInt(visit.query.page ?? "1", 10) || 1));
  if (texts.length > 0) await noteReading(standing, visit, world);
  const title = itemWords(item, visit.language);
  const here = `${addressOf(standing)}/reviewed`;
  return page("admin/coding/reviewed", `${title} – ${visit.translate("admin.review.listTitle")}`, {
    ...surveyHead(survey, visit, "coding", title),
    back: addressOf(standing),
    here,
    told: toldOf(found, visit),
    few:
      whyNone(standing, visit) ||
      (texts.length < LEAST_TEXTS ? visit.translate("admin.review.needs", { least: LEAST_TEXTS }) : ""),
    review: `${addressOf(standing)}/review`,
    mayReview: visit.member?.role === "analyst" && whyNone(standing, visit) === "",
    othersReview: visit.member?.role !== "analyst",
    texts: texts.slice((at - 1) * A_PAGE, at * A_PAGE),
    before: at > 1 ? `${here}?page=${at - 1}` : "",
    after: at < pages ? `${here}?page=${at + 1}` : "",
    place: visit.translate("admin.review.page", { at, pages }),
  });
};

/** By their own letters, which is an order that says nothing of who wrote them or when. */
function leavingTexts({ standing, reviews }: Reviewing) {
  return [...reviews.values()]
    .filter(({ verdict }) => verdict === "release")
    .map(({ mark, hidden }) => ({ mark, text: releasedText(standing.open.texts.get(mark) ?? "", hidden) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1));
}

/** How far the reading of a question's texts has come. */
function toldOf({ standing, reviews }: Reviewing, visit: StaffVisit): string {
  const { whole } = figuresIn(visit.language);
  const all = [...reviews.values()];
  const released = all.filter(({ verdict }) => verdict === "release");
  return visit.translate("admin.review.told", {
    released: whole(released.length),
    edited: whole(released.filter(({ hidden }) => hidden.length > 0).length),
    leftOut: whole(all.length - released.length),
    waiting: whole(standing.open.leaving.size - all.length),
  });
}

/** What the list of open questions says of it; null where no text of the question may leave. */
export async function reviewWords(standing: Standing, visit: StaffVisit, world: StaffWorld) {
  if (standing.open.leaving.size === 0 || hasTooFew(standing)) return null;
  const told = toldOf({ standing, reviews: await reviewsOf(standing, world) }, visit);
  return { told, review: `${addressOf(standing)}/review`, reviewed: `${addressOf(standing)}/reviewed` };
}
