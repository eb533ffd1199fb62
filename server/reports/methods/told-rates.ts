/** The rates, each with the two counts that it is of and its definition, and how precise the figures are. */
import type { MethodsFacts } from "./facts.ts";
import { pageWords } from "./naming.ts";
import type { Told } from "./telling.ts";
import type { Writing } from "./writing.ts";

/** A rate that has no denominator is not known, and no text could make up for it. */
function rateTold(key: string, part: number, whole: number, { say, ...writing }: Writing): Told {
  if (whole === 0) return { words: [], lacks: ["counters"] };
  const values = { part: writing.whole(part), whole: writing.whole(whole), rate: writing.percent(part / whole) };
  return { words: [say(`methods.say.rate.${key}`, values)], lacks: [] };
}

export function viewTold({ report: { funnel } }: MethodsFacts, writing: Writing): Told {
  return rateTold("view", funnel.clicked, funnel.shown, writing);
}

export function participationTold({ report: { funnel } }: MethodsFacts, writing: Writing): Told {
  return rateTold("participation", funnel.agreed, funnel.consent_shown, writing);
}

/** By the contract of those who began; by CHERRIES of those who agreed. */
export function completionTold({ report: { funnel } }: MethodsFacts, writing: Writing): Told {
  const { words, lacks } = rateTold("completion", funnel.sent, funnel.started, writing);
  const { agreed, sent } = funnel;
  if (words.length === 0 || agreed === 0) return { words, lacks };
  const rate = writing.percent(sent / agreed);
  return {
    words: [...words, writing.say("methods.say.completionAgreed", { agreed: writing.whole(agreed), rate })],
    lacks,
  };
}

export function incompleteTold(facts: MethodsFacts, writing: Writing): Told {
  const { funnel, over_time } = facts.report;
  const { say, whole, percent } = writing;
  const most = over_time?.most_left;
  const left = Math.max(0, funnel.started - funnel.sent);
  const isClosed = facts.survey.closedOn !== undefined;
  return {
    words: [
      say("methods.say.incomplete"),
      ...(funnel.started > 0
        ? [
            say("methods.say.brokeOff", {
              left: whole(left),
              started: whole(funnel.started),
              rate: percent(left / funnel.started),
            }),
            ...(left > 0 && !isClosed ? [say("methods.say.mayStillSend")] : []),
          ]
        : []),
      ...(most && most.share !== null
        ? [
            say("methods.say.mostLeft", {
              page: pageWords(facts, most.page, writing),
              left: whole(most.left),
              share: percent(most.share),
            }),
          ]
        : []),
    ],
    lacks: [],
  };
}

export function precisionTold({ definition, report }: MethodsFacts, { say, whole, decimal }: Writing): Told {
  const { funnel, weights, sample, segments } = report;
  const { released, withdrawn, valid } = funnel;
  return {
    words: [
      say("methods.say.sizes", {
        sent: whole(funnel.sent),
        imported: whole(funnel.imported),
        released: whole(released),
        withdrawn: whole(withdrawn),
        excluded: whole(report.excluded),
        valid: whole(valid),
      }),
      say("methods.say.intervals"),
      ...(weights?.converged
        ? [
            say("methods.say.effective", {
              n: whole(weights.n),
              size: whole(Math.round(weights.n_effective)),
              effect: decimal(weights.design_effect),
            }),
          ]
        : []),
      ...(segments.length > 0 ? [say("methods.say.segments", { ranges: whole(segments.length) })] : []),
      say(`admin.report.sample.${sample.kind}`),
      ...(sample.kind === "self-selected" ? [say("methods.say.noResponseRate")] : []),
      ...(definition.access === "codes" ? [say("methods.say.invitedRate", { sent: whole(funnel.sent) })] : []),
    ],
    lacks: [],
  };
}
