/** Public results as two people agree on them: the figures of a public release, frozen, on a page for everybody. */
import type { ProposedAct } from "../../records/proposal.ts";
import type { PublicResults, ResultFigures } from "../../records/results.ts";
import { RESULTS } from "../../release/files.ts";
import { filesKept, type Manifest } from "../../release/manifest.ts";
import { NotReleased } from "../../releasing/not-released.ts";
import { previewWords } from "../../web/preview-words.ts";
import { figuresIn } from "../figures.ts";
import type { ActKind } from "../proposals/act-kind.ts";
import { surveyState } from "../proposals/survey-state.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import { kept } from "./wording.ts";

export const publishResults: ActKind = {
  state: (survey, _payload, world) => surveyState(survey, world),
  told,
  perform,
  noted: "results-published",
};

export interface ResultsPayload {
  readonly release: string;
}

async function told(act: ProposedAct, visit: StaffVisit, { storage }: StaffWorld) {
  const { release } = JSON.parse(act.payload) as ResultsPayload;
  const its = (await storage.releases.of(act.survey)).find(({ id }) => id === release);
  const records = its ? (JSON.parse(its.json) as Manifest).records : 0;
  const { translate, language } = visit;
  const address = `/s/${act.survey}/results`;
  return {
    title: translate("admin.results.title", { survey: act.survey }),
    sentences: [
      translate("admin.results.holds", { release, count: records, records: figuresIn(language).whole(records) }),
      translate("admin.results.everybody", { address }),
      translate("admin.results.stays"),
    ],
    more: { address: `/admin/surveys/${act.survey}/releases/${release}`, words: translate("admin.results.more") },
  };
}

async function perform(act: ProposedAct, visit: StaffVisit, { storage, shelf, picture }: StaffWorld) {
  const { now, language, translate } = visit;
  const { release } = JSON.parse(act.payload) as ResultsPayload;
  const survey = (await storage.surveys.all()).find(({ id }) => id === act.survey);
  const its = (await storage.releases.of(act.survey)).find(({ id }) => id === release);
  const file = its && filesKept(its.json).get(RESULTS);
  if (!survey || !its || !file) return kept({ kind: "missing", path: RESULTS, id: release });
  try {
    const figures = JSON.parse(await shelf.text(release, RESULTS, file)) as ResultFigures;
    const files = Object.fromEntries(filesKept(its.json));
    const results: PublicResults = { ...figures, published_on: now.toISOString().slice(0, 10), files };
    const image = await picture(previewWords(figures, language, translate));
    await storage.results.publish(survey.id, JSON.stringify(results), image);
    return undefined;
  } catch (error) {
    if (error instanceof NotReleased) return kept(error.why);
    throw error;
  }
}
