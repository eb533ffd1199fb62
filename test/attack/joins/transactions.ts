/**
 * Joins by what one transaction did: the log keeps each apart, in order, until it is emptied. A transaction that adds one
 * participation and one response is a certain link; so is one that counts, and thereby tells a language, beside a single send.
 */
import type { SeenCommit, SeenRow } from "../observation.ts";
import type { Result } from "../result.ts";
import type { Case, Join } from "./case.ts";

export const transactions: Join = (the) => {
  const sends = the.evidence.commits.filter((commit) => added("participation", commit).length > 0);
  return [
    { join: "responses in a send's transaction", ...togetherWith(sends, the) },
    {
      join: "counts in a send's transaction",
      certain: sends.filter((commit) => added("counter", commit).length > 0).length,
    },
    { join: "responses that came alone", certain: cameAlone(the) },
  ];
};

/** Answers that came, readable, in the same transaction as the participation. */
function togetherWith(sends: readonly SeenCommit[], { judge }: Case): Pick<Result, "certain" | "note"> {
  const linked = sends.filter((commit) =>
    commit.came.some((row) => row.table !== "participation" && judge(row) !== undefined),
  );
  return { certain: linked.length, note: `${sends.length} sends seen in logs` };
}

/** A release of fewer than K, while the survey is open, is a transaction that a log or two copies can show. */
function cameAlone({ evidence, loot }: Case): number {
  const releases = evidence.commits.map((commit) => added("response", commit).length).filter((count) => count > 0);
  const groups = evidence.groups.filter(({ closing }) => !closing).map(({ responses }) => responses.length);
  return [...releases, ...groups].filter((count) => count < loot.pool).length;
}

function added(table: SeenRow["table"], { came }: SeenCommit): readonly SeenRow[] {
  return came.filter((row) => row.table === table);
}
