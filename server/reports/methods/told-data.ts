/** What was done to the data: cleaning with its rules side by side, weights with their margins, and what remains wanting. */
import type { MethodsFacts } from "./facts.ts";
import type { Told } from "./telling.ts";
import type { Writing } from "./writing.ts";

/** So many of the missing groups are named. */
const NAMED = 5;

export function timestampsTold({ report }: MethodsFacts, { say, whole, percent }: Writing): Told {
  const { cleaning, excluded, funnel, cleaning_compared } = report;
  const all = funnel.released - funnel.withdrawn;
  const others = (cleaning_compared?.rules ?? []).filter(({ chosen }) => !chosen);
  const moved = Math.max(0, ...(cleaning_compared?.shares ?? []).map(({ low, high }) => (high ?? 0) - (low ?? 0)));
  const uneven = [...new Set((cleaning_compared?.groups ?? []).filter((each) => each.uneven).map(({ rule }) => rule))];
  return {
    words: [
      say("methods.say.cleaning", { rule: cleaning, excluded: whole(excluded), all: whole(all) }),
      ...(others.length > 0
        ? [
            say("methods.say.otherRules", {
              rules: others.map(({ name, excluded: out }) => `${name} ${whole(out)}`).join(", "),
              // To whole tenths of a point: a finer figure would tell of single people.
              moved: percent(Math.ceil(moved * 1000) / 1000),
            }),
          ]
        : []),
      ...(uneven.length > 0 ? [say("methods.say.uneven", { rules: uneven.join(", ") })] : []),
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
      say("methods.say.flags", { flags: flags.map(([flag, count]) => `${flag} ${whole(count)}`).join(", ") || "0" }),
      say("methods.say.checks", {
        made: whole(facts.report.checks.made),
        failed: whole(facts.report.checks.failed.length),
      }),
      say("methods.say.dataset", { hash: facts.dataset }),
    ],
    lacks: [],
  };
}

export function correctionTold({ report }: MethodsFacts, { say, text, day, whole, decimal }: Writing): Told {
  const { weights, weighting } = report;
  if (!weights?.converged)
    return { words: [say(weighting ? "methods.say.refusedWeights" : "methods.say.noMargins")], lacks: [] };
  const margins = weights.margins.map(({ question, source, universe, date }) =>
    say("methods.say.margin", { question, universe: text(universe), source: text(source), day: day(date) }),
  );
  const values = { sweeps: whole(weights.iterations), min: decimal(weights.min), max: decimal(weights.max) };
  const sizes = { effect: decimal(weights.design_effect), size: whole(Math.round(weights.n_effective)) };
  return { words: [say("methods.say.raking", { ...values, ...sizes }), ...margins], lacks: [] };
}

export function limitationsTold({ report }: MethodsFacts, { say, text, percent }: Writing): Told {
  const missing = (report.representation?.missing ?? []).slice(0, NAMED);
  const named = missing.map(({ id, label, share, target }) => {
    const group = label ? text(label) : id;
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
