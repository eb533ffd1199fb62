/** All that a release's files are made of. */
import { newestOf } from "../records/survey.ts";
import type { About } from "../release/about.ts";
import { keyBytes } from "../release/fact-variables.ts";
import { gateLog } from "../release/gate-log.ts";
import type { Prepared } from "../release/prepared.ts";
import type { Proposal } from "../release/proposals.ts";
import type { Random } from "../release/random-order.ts";
import { TOO_FEW } from "../release/released-matrix.ts";
import { inRandomOrder, type ReleasedWords } from "../release/released-words.ts";
import type { Repaired } from "../release/repaired.ts";
import { summariesOf } from "../release/summary.ts";
import { dataSetOf } from "../release/variables.ts";
import type { Gathered } from "../reports/gather.ts";
import type { Say } from "../reports/sample-kind.ts";
import { type ReleaseOrder, versionsOf } from "./order.ts";

export interface Making {
  readonly order: Pick<ReleaseOrder, "survey" | "kind" | "rule" | "versions">;
  readonly software: string;
  readonly id: string;
  readonly madeOn: string;
  readonly language: string;
  readonly say: Say;
  readonly read: { readonly gathered: Gathered };
  readonly excluded: number;
  readonly prepared: Prepared;
  readonly proposal: Proposal;
  readonly random: Random;
  readonly words: readonly ReleasedWords[];
}

export function aboutRelease(making: Making, repaired: Repaired): About {
  const { order, software, id, madeOn, language, say, read, excluded, prepared, proposal, random, words } = making;
  const { survey, kind, rule } = order;
  const { definition } = newestOf(survey);
  const { matrix, weighting } = repaired;
  const { facts } = prepared.policy;
  const keys = random.bytes(keyBytes(matrix.size));
  const data = dataSetOf({ survey, matrix, facts, weights: weighting.weights, keys, language, say });
  const who = definition.controller.name[language] ?? "";
  const title = definition.title[language] ?? survey.id;
  return {
    id,
    kind,
    survey: survey.id,
    simulated: survey.simulated,
    definition,
    versions: versionsOf(order),
    madeOn,
    software,
    cleaning: rule.name,
    excluded,
    withdrawn: read.gathered.withdrawn,
    months: facts.includes("month") ? matrix.months.words.filter((word) => word !== TOO_FEW).sort() : [],
    imported: read.gathered.imported > 0,
    weights: weighting.weights ? weighting.report : null,
    gate: gateLog(prepared, proposal, repaired),
    citation: `${who} (${madeOn.slice(0, 4)}). ${title}. ${say(`release.kind.${kind}`)}. ${id}. Pikir ${software}.`,
    terms: [say(`release.terms.${kind}`), ...(words.length > 0 ? [say("release.words.terms")] : [])].join("\n\n"),
    words: words.map((each) => inRandomOrder(each, random)),
    data,
    summaries: summariesOf(data),
  };
}
