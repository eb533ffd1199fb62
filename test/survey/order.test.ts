import fc from "fast-check";
import { expect, test } from "vitest";
import type { OneQuestion, SeveralQuestion } from "../../server/survey/definition.ts";
import { optionsInOrder } from "../../server/survey/order.ts";
import { everyKindDefinition, questionNamed, smallDefinition } from "../support/definitions.ts";

const transport = choice("transport");
const problems = choice("problems");

test("options that are not shuffled stand as written", () => {
  const question = questionNamed(smallDefinition(), "taken-with");
  if (question.kind !== "several") throw new Error("taken-with takes several answers");
  expect(optionsInOrder(question, "any")).toEqual(question.options);
});

test("the same citizen sees the same order on every reload, none missing, none twice, the last ones last", () => {
  fc.assert(
    fc.property(fc.string(), (seed) => {
      const order = optionsInOrder(transport, seed);
      expect(optionsInOrder(transport, seed)).toEqual(order);
      expect(new Set(order)).toEqual(new Set(transport.options));
      expect(order).toHaveLength(transport.options.length);
      expect(order.slice(-2).map(({ id }) => id)).toEqual(["none", "other"]);
    }),
  );
});

test("the next citizen sees another, and every order of the four comes up about equally often", () => {
  const seen = new Map<string, number>();
  const citizens = 2400;
  for (let citizen = 0; citizen < citizens; citizen += 1) {
    const order = ids(transport, `citizen ${citizen}`).slice(0, 4).join();
    seen.set(order, (seen.get(order) ?? 0) + 1);
  }
  expect(seen.size).toBe(24);
  // Chi-square with 23 degrees of freedom: 49.7 is passed once in a thousand times; the seeds above are fixed.
  const expected = citizens / 24;
  const chiSquare = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  expect(chiSquare).toBeLessThan(49.7);
});

test("two questions of one citizen are shuffled apart", () => {
  const twin = { ...transport, id: "transport-again" };
  const same = Array.from(
    { length: 100 },
    (_, seed) => ids(transport, `${seed}`).join() === ids(twin, `${seed}`).join(),
  );
  expect(same.filter(Boolean).length).toBeLessThan(20);
});

test("an excluding option marked `last` stays last", () => {
  expect(ids(problems, "seed").at(-1)).toBe("nothing");
});

function ids(question: OneQuestion | SeveralQuestion, seed: string): readonly string[] {
  return optionsInOrder(question, seed).map(({ id }) => id);
}

function choice(id: string): OneQuestion | SeveralQuestion {
  const question = questionNamed(everyKindDefinition(), id);
  if (question.kind !== "one" && question.kind !== "several") throw new Error(`${id} has no options`);
  return question;
}
