/** The order in which one citizen sees shuffled options: the same on every reload, another for the next citizen. */
import { createHash } from "node:crypto";
import type { OneQuestion, Option, SeveralQuestion } from "./definition.ts";

/** `seed`: random, the citizen's own, from the draft. Options marked `last` keep their place at the end. */
export function optionsInOrder(question: OneQuestion | SeveralQuestion, seed: string): readonly Option[] {
  if (!question.shuffle) return question.options;
  const rank = (option: Option) => createHash("sha256").update(`${seed} ${question.id} ${option.id}`).digest("hex");
  const ranked = question.options.filter((option) => !option.last).map((option) => ({ option, rank: rank(option) }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return [...ranked.map(({ option }) => option), ...question.options.filter((option) => option.last)];
}
