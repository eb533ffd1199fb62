/** What was done to the data: cleaning with its rules side by side, weights with their margins, and what remains wanting. */
import type { MethodsFacts } from "./facts.ts";
import { answerWords, questionWords } from "./naming.ts";
import type { Told } from "./telling.ts";
import type { Writing } from "./writing.ts";

/** So many of the missing groups are named. */
const NAMED = 5;

export function timestampsTold({ report }: MethodsFacts, { say, whole, decimal }: Writing): Told {
  const { cleaning, excluded, funnel, cleaning_compared } = report;
  const all = funnel.released - funnel.withdrawn;
  const others = (cleaning_compared?.rules ?? []).filter(({ chosen }) => !chosen);
  const spans = (cleaning_compared?.shares ?? []).flatMap(({ low, high }) =>
    low === null || high === null ? [] : [high - low],
  );
  const named = (rule: string) => say(`admin.rules.name.${rule}`);
  const uneven = [...new Set((cleaning_compared?.groups ?? []).filter((each) => each.uneven).map(({ rule }) => rule))];
  return {
    words: [
      say("methods.say.cleaning", { rule: named(cleaning), excluded: whole(excluded), all: whole(all) }),
      ...(others.length > 0
        ? [
            say(spans.length === 0 ? "methods.say.otherRulesAlone" : "methods.say.otherRules", {
              rules: others.map(({ name, excluded: out }) => `${named(name)} (${whole(out)})`).join("; "),
              // To whole tenths of a point: a finer figure would tell of single people.
              moved: decimal(Math.ceil(Math.max(0, ...spans) * 1000) / 10),
            }),
          ]
        : []),
      ...(uneven.length > 0 ? [say("methods.say.uneven", { rules: uneven.map(named).join("; ") })] : []),
    ],
    lacks: [],
  };
}

export function processingTold(facts: MethodsFacts, writing: Writing): Told {
  const { say, whole } = writing;
  const flags = Object.entries(facts.report.flags).filter(([, count]) => count > 0);
  return {
    words: [
      ...timestampsTold(facts, writing).words,
      say("methods.say.flags", {
        flags: flags.map(([flag, count]) => `${say(`admin.flag.${flag}`)} (${whole(count)})`).join("; ") || "0",
      }),
      say("methods.say.checks", {
        made: whole(facts.report.checks.made),
        failed: whole(facts.report.checks.failed.length),
      }),
      say("methods.say.notImputed"),
      say("methods.say.gate"),
      facts.dataset === "" ? say("methods.say.datasetUntold") : say("methods.say.dataset", { hash: facts.dataset }),
    ],
    lacks: [],
  };
}

export function correctionTold(facts: MethodsFacts, writing: Writing): Told {
  const { weights, weighting } = facts.report;
  const { say, text, day, whole, decimal, percent } = writing;
  if (!weights?.converged)
    return { words: [say(weighting ? "methods.say.refusedWeights" : "methods.say.noMargins")], lacks: [] };
  const margins = weights.margins.flatMap(({ question, source, universe, date, groups }) => {
    const named = { question: questionWords(facts, question, writing) };
    const shares = groups.flatMap(({ id, label, share, target }) =>
      share === null
        ? []
        : say("methods.say.group", {
            group: label ? text(label) : answerWords(facts, question, id, writing),
            share: percent(share),
            target: percent(target),
          }),
    );
    const told = { ...named, universe: text(universe), source: text(source), day: day(date) };
    return [
      say("methods.say.margin", told),
      ...(shares.length > 0 ? [say("methods.say.groups", { ...named, groups: shares.join("; ") })] : []),
    ];
  });
  const { iterations, design_effect, n_effective, min, max } = weights;
  const values = {
    ...{ sweeps: whole(iterations), effect: decimal(design_effect), size: whole(Math.round(n_effective)) },
    ...(min === null || max === null ? {} : { min: decimal(min), max: decimal(max) }),
  };
  const key = "min" in values ? "raking" : "rakingUntold";
  return { words: [say(`methods.say.${key}`, values), ...margins, say("methods.say.marginSilent")], lacks: [] };
}

export function limitationsTold(facts: MethodsFacts, writing: Writing): Told {
  const { report } = facts;
  const { say, text, percent } = writing;
  const missing = (report.representation?.missing ?? []).slice(0, NAMED);
  const named = missing.map(({ question, id, label, share, target }) => {
    const group = label ? text(label) : answerWords(facts, question, id, writing);
    return say("methods.say.missingGroup", { group, share: percent(share ?? 0), target: percent(target) });
  });
  return {
    words: [
      say(`admin.report.sample.${report.sample.kind}`),
      ...(named.length > 0 ? [say("methods.say.missing", { groups: named.join("; ") })] : []),
      ...(report.funnel.imported > 0 ? [say("methods.say.importedUnchecked")] : []),
    ],
    lacks: [],
  };
}
