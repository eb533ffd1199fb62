/** Arbitrary answers for property tests: forms as citizens could send them, and the answers read from them. */
import fc from "fast-check";
import { type Answers, answersFrom, type Fields } from "../../server/survey/answer.ts";
import { type Definition, type Question, questionsOf } from "../../server/survey/definition.ts";

/** Fields a well-meaning citizen could send for these questions: every one can be read, none has to be there. */
export function goodFields(questions: readonly Question[]): fc.Arbitrary<Fields> {
  return fc.tuple(...questions.map(goodFieldsOf)).map((parts) => Object.assign({}, ...parts) as Fields);
}

/** Answers to any of a definition's questions, also to such as no journey asks together. */
export function anyAnswers(definition: Definition): fc.Arbitrary<Answers> {
  const questions = questionsOf(definition);
  return goodFields(questions).map((fields) => answersFrom(questions, fields).answers);
}

function goodFieldsOf(question: Question): fc.Arbitrary<Fields> {
  const { id } = question;
  switch (question.kind) {
    case "one":
      return perhaps(id, fc.constantFrom(...question.options.map((option) => [option.id])));
    case "several": {
      const [alone, together] = [
        question.options.filter((o) => o.excludes),
        question.options.filter((o) => !o.excludes),
      ];
      const some = fc.shuffledSubarray(together.map((option) => option.id));
      return perhaps(
        id,
        alone.length > 0 ? fc.oneof(some, fc.constantFrom(...alone.map((option) => [option.id]))) : some,
      );
    }
    case "scale":
      return perhaps(id, point(question));
    case "grid":
      return fc
        .tuple(...question.rows.map((row) => perhaps(`${id}.${row.id}`, point(question))))
        .map((rows) => Object.assign({}, ...rows) as Fields);
    case "number":
      return perhaps(
        id,
        fc.integer({ min: question.min, max: question.max }).map((number) => [String(number)]),
      );
    case "text":
      return perhaps(
        id,
        fc.string({ unit: "binary", maxLength: Math.floor(question.max / 8) }).map((typed) => [typed]),
      );
  }
}

function point({ from, to }: { readonly from: number; readonly to: number }): fc.Arbitrary<readonly string[]> {
  return fc.integer({ min: from, max: to }).map((number) => [String(number)]);
}

function perhaps(field: string, values: fc.Arbitrary<readonly string[]>): fc.Arbitrary<Fields> {
  return fc.option(values, { nil: undefined }).map((given) => (given === undefined ? {} : { [field]: given }));
}
