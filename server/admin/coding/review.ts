/**
 * Reading words before they leave: one text after the other, drawn at random, and beside it nothing else that its writer answered. Words that
 * look as if they point to somebody are ticked to begin with; whatever is ticked is taken out. A text that nobody read never leaves.
 */
import { identifiersIn, overlap } from "../../records/identifiers.ts";
import { nameOf, releasedText, saysSomething, spansFrom, type TextReview, wordsIn } from "../../records/text-review.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { itemWords } from "../report/question-table.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";
import { addressOf, hasTooFew, type Standing, standingOf } from "./standing.ts";
import { noteReading } from "./texts.ts";

/** A question, and what was decided of its texts that may leave, by mark. */
export interface Reviewing {
  readonly standing: Standing;
  readonly reviews: ReadonlyMap<string, TextReview>;
}

export async function reviewingOf(visit: StaffVisit, world: StaffWorld): Promise<Reviewing | undefined> {
  const standing = await standingOf(visit, world);
  return standing && { standing, reviews: await reviewsOf(standing, world) };
}

/** Of texts that are there and may leave. */
export async function reviewsOf({ survey, item, open }: Standing, world: StaffWorld): Promise<Reviewing["reviews"]> {
  const own = (await world.storage.textReviews.of(survey.id)).filter(
    ({ question, mark }) => question === item.id && open.leaving.has(mark),
  );
  return new Map(own.map((review) => [review.mark, review]));
}

export const showReview: StaffHandler = async (visit, world) => {
  const found = await reviewingOf(visit, world);
  if (!found) return refuse("not-found");
  const { standing, reviews } = found;
  const asked = visit.query.mark ?? "";
  const waiting = hasTooFew(standing) ? [] : [...standing.open.leaving].filter((mark) => !reviews.has(mark));
  const drawn = waiting[waiting.length > 1 ? world.random.integer(waiting.length) : 0] ?? "";
  const mark = standing.open.leaving.has(asked) && !hasTooFew(standing) ? asked : drawn;
  if (mark !== "") await noteReading(standing, visit, world);
  return reviewPage(found, mark, waiting.length, visit);
};

export const reviewText: StaffHandler = async (visit, world) => {
  const found = await reviewingOf(visit, world);
  if (!found || !visit.member) return refuse("not-found");
  const { standing } = found;
  const mark = visit.fields.mark?.[0] ?? "";
  const verdict = visit.fields.verdict?.[0];
  const here = `${addressOf(standing)}/review`;
  const text = standing.open.leaving.has(mark) ? standing.open.texts.get(mark) : undefined;
  if (hasTooFew(standing) || text === undefined) return seeOther(here);
  const { survey, item } = standing;
  if (verdict === "again") {
    await world.storage.textReviews.takeBack(survey.id, { question: item.id, mark });
    return seeOther(`${here}?mark=${mark}`);
  }
  if (verdict !== "release" && verdict !== "leave-out") return refuse("malformed");
  const spans = spansFrom(visit.fields.hide ?? [], text);
  // Of a text that is taken out whole there is nothing to release.
  const leaves = verdict === "release" && saysSomething(releasedText(text, spans));
  await world.storage.textReviews.keep(survey.id, {
    question: item.id,
    mark,
    reviewer: visit.member.name,
    verdict: leaves ? "release" : "leave-out",
    hidden: leaves ? spans : [],
  });
  return seeOther(`${here}?last=${mark}`);
};

/** Why none of the question's texts is read here, and what would change that; empty where they may be. */
export function whyNone(standing: Standing, { translate }: StaffVisit): string {
  const { survey, item, open } = standing;
  if (!survey.versions.some(({ definition }) => definition.disclosure?.words?.includes(item.id)))
    return translate("admin.review.never");
  return hasTooFew(standing) ? translate("admin.coding.few", { count: open.responses }) : "";
}

function reviewPage({ standing, reviews }: Reviewing, mark: string, waiting: number, visit: StaffVisit): StaffReply {
  const { survey, item, open } = standing;
  const { whole } = figuresIn(visit.language);
  const text = open.texts.get(mark) ?? "";
  const before = reviews.get(mark);
  const found = identifiersIn(text);
  const hidden = before?.verdict === "release" ? before.hidden : found;
  const last = reviews.get(visit.query.last ?? "");
  const title = itemWords(item, visit.language);
  const view = {
    ...surveyHead(survey, visit, "coding", title),
    back: addressOf(standing),
    here: `${addressOf(standing)}/review`,
    mark,
    any: mark !== "",
    few: whyNone(standing, visit),
    words: wordsIn(text).map((word, at) => ({
      id: `word-${at}`,
      name: nameOf(word),
      text: text.slice(word.from, word.to),
      hidden: hidden.some((span) => overlap(span, word)),
    })),
    suggested: found.map(({ kind, from, to }) => ({
      kind: visit.translate(`admin.review.kind.${kind}`),
      text: text.slice(from, to),
    })),
    progress: visit.translate("admin.review.progress", { done: whole(reviews.size), waiting: whole(waiting) }),
    reviewer: before ? visit.translate("admin.review.before", { who: before.reviewer }) : "",
    last: last ? { mark: last.mark, words: visit.translate(`admin.review.last.${last.verdict}`) } : null,
  };
  return page("admin/coding/review", `${title} – ${visit.translate("admin.review.title")}`, view);
}
