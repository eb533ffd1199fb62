/** What a release would be, before anybody makes it: how risky the file is, what would repair it and at what price. */
import type { LoggedProposal } from "../release/about.ts";
import { isDiverse } from "../release/classes.ts";
import { logged } from "../release/gate-log.ts";
import type { Prepared } from "../release/prepared.ts";
import { repair } from "../release/repaired.ts";
import type { FileRisk } from "../statistics/reidentification-risk.ts";
import { chosenFrom } from "./choice.ts";
import { passGate, type ReadOrder, refuseDifferences } from "./making.ts";
import { NotReleased, type WhyNot } from "./not-released.ts";

export interface Assessment {
  readonly records: number;
  /** How many the cleaning rule left out. */
  readonly excluded: number;
  readonly k: number;
  readonly l: number;
  /** Ids of questions. */
  readonly keys: readonly string[];
  readonly sensitive: readonly string[];
  /** Questions that are in no file of this kind. */
  readonly leftOut: readonly string[];
  /** By key: the levels it may be told at. */
  readonly levels: Readonly<Record<string, readonly string[]>>;
  /** Records in classes that all gave one answer to a sensitive question. */
  readonly alike: number;
  /** Cheapest first. */
  readonly proposals: readonly LoggedProposal[];
  readonly chosen: LoggedProposal;
  readonly before: FileRisk;
  /** With what was chosen. */
  readonly after: FileRisk;
  /** The release that the same order has already. */
  readonly same: string | null;
  /** Why it cannot be made beside the releases that there are. */
  readonly refused: WhyNot | null;
}

/** Throws NotReleased where no such release can be. */
export function assess(reading: ReadOrder): Assessment {
  const prepared = passGate(reading);
  const proposal = chosenFrom(prepared, reading.order.recode);
  const { ladders, sensitive, leftOut, policy } = prepared;
  const { before, after } = repair(prepared, proposal, reading.house.margins);
  return {
    records: prepared.records.length,
    excluded: reading.excluded,
    ...policy.protection,
    keys: ladders.map(({ question }) => question),
    sensitive,
    leftOut: [...leftOut],
    levels: Object.fromEntries(ladders.map(({ question, levels }) => [question, levels.map(({ name }) => name)])),
    alike: alikeIn(prepared),
    proposals: prepared.proposals.map((each) => logged(prepared, each)),
    chosen: logged(prepared, proposal),
    before,
    after,
    same: reading.same ?? null,
    refused: reading.same === undefined ? whyNotBeside(() => refuseDifferences(reading, prepared, proposal)) : null,
  };
}

function alikeIn({ answers, classes }: Prepared): number {
  return answers.reduce((sum, sets, place) => sum + (isDiverse(sets, 2) ? 0 : (classes.counts[place] ?? 0)), 0);
}

function whyNotBeside(look: () => void): WhyNot | null {
  try {
    look();
    return null;
  } catch (error) {
    if (error instanceof NotReleased) return error.why;
    throw error;
  }
}
