/**
 * A definition is a survey's whole content as data: what is asked, of whom, in which words, by whose leave.
 *
 * This file is the shape alone. `reading.ts` turns a YAML file into a definition or into the list of its faults,
 * `consistency.ts` holds what a shape cannot say (a condition on a later question, a text missing in Kazakh).
 */
import { z } from "zod";
import { disclosureShape } from "./disclosure.ts";
import { methodsShape } from "./methods.ts";
import { told } from "./told.ts";
import { day, id, text } from "./words.ts";

const whole = z.number().int();

/** What must hold of earlier answers. Exactly one form per object; a question that was not asked or skipped fulfils none but `not`. */
export type Condition =
  | { readonly question: string; readonly is: string | readonly string[] }
  | { readonly question: string; readonly min?: number | undefined; readonly max?: number | undefined }
  | { readonly question: string; readonly answered: true }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition };

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ question: id, is: z.union([id, z.array(id).min(1)]) }),
    z.strictObject({ question: id, answered: z.literal(true) }),
    z.strictObject({ question: id, min: z.number().optional(), max: z.number().optional() }),
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({ not: condition }),
  ]),
);

const option = z.strictObject({
  id,
  label: text,
  hint: text.optional(),
  /** Of several answers: choosing this one rules the others out ("none of these"). */
  excludes: z.literal(true).optional(),
  /** Stays at the end when the options are shuffled ("other"). */
  last: z.literal(true).optional(),
});

const asked = { id, text, hint: text.optional(), when: condition.optional() };
const choice = { options: z.array(option).min(2, told("two-options")), shuffle: z.literal(true).optional() };
const points = {
  from: whole,
  to: whole,
  /** Words for points, by number; both ends must have them. */
  labels: z.record(z.string().regex(/^-?\d+$/, told("not-a-whole-number")), text),
};

const one = z.strictObject({ kind: z.literal("one"), ...asked, ...choice });
const several = z.strictObject({ kind: z.literal("several"), ...asked, ...choice });
const scale = z.strictObject({ kind: z.literal("scale"), ...asked, ...points });
const row = z.strictObject({ id, label: text, hint: text.optional() });
const grid = z.strictObject({ kind: z.literal("grid"), ...asked, ...points, rows: z.array(row).min(1) });
const number = z.strictObject({
  kind: z.literal("number"),
  ...asked,
  min: z.number(),
  max: z.number(),
  whole: z.boolean().default(true),
  unit: text.optional(),
});
const open = z.strictObject({ kind: z.literal("text"), ...asked, max: whole.min(1).max(5000) });

const question = z.discriminatedUnion("kind", [one, several, scale, grid, number, open]);

const page = z.strictObject({
  id,
  title: text,
  intro: text.optional(),
  /** The citizen is offered a way past the whole page. */
  optional: z.literal(true).optional(),
  when: condition.optional(),
  /** None: the page only tells something, in its `intro` (a briefing). */
  questions: z.array(question),
});

export const definitionShape = z.strictObject({
  id,
  languages: z.array(z.string().regex(/^[a-z]{2,3}$/, told("not-a-language"))).min(1),
  title: text,
  /** What it is about, in a sentence or two, on the first page. */
  summary: text,
  /** For whom it is, on the first page. */
  audience: text,
  /** How long it takes, in minutes. */
  minutes: whole.min(1).max(120),
  controller: z.strictObject({ name: text, address: text.optional(), email: z.email(), phone: z.string().optional() }),
  ethics: z.strictObject({ body: text, number: z.string(), date: day }).optional(),
  /** Drafts in days: the keys of the day are every survey's, and live 7. Responses in years after closing. */
  retention: z.strictObject({ drafts: z.literal(7), responses: whole.min(1).max(50) }),
  consent: z.strictObject({
    sections: z.array(z.strictObject({ heading: text, body: text })).min(1),
    /** Of a `panel`: says that a handful of people cannot be anonymous to each other. Shown before everything else. */
    panel: text.optional(),
    /** Goes with `screening.device`: says that and how devices are recognised, before anybody agrees to it. */
    device: text.optional(),
  }),
  /** For `npm run paper`: what differs from answering online. */
  paper: z
    .strictObject({
      /** In the place of `consent`, which speaks of signing in and of a code; without it that is printed, and what differs before it. */
      consent: z.strictObject({ sections: z.array(z.strictObject({ heading: text, body: text })).min(1) }).optional(),
      /** Where a filled in form is handed in, and until when; without it the controller's name and address are printed. */
      return: text.optional(),
    })
    .optional(),
  opens: day.optional(),
  closes: day.optional(),
  /**
   * How a citizen gets in; one way per survey, for ever. `sign-in`: each person once. `codes`: each code once. `open`:
   * anybody, as often as they like, and reports say so.
   */
  access: z.enum(["sign-in", "codes", "open"]),
  eligibility: z
    .strictObject({
      age: whole.min(0).max(120).optional(),
      residence: z
        .array(z.string().regex(/^[A-Z]{2}$/, told("not-a-country")))
        .min(1)
        .optional(),
      /** The last sign-in to the portal lies at most so many months back. */
      active: whole.min(1).optional(),
      /** Member of at least one of these, as the sign-in service names them. */
      groups: z.array(z.string().min(1)).min(1).optional(),
    })
    .default({}),
  /**
   * A closed group so small that its members could know each other's answers: totals only, to staff only, after close. Goes
   * with `consent.panel`.
   */
  panel: z.literal(true).optional(),
  /** From where on a response is doubted. What is not said is as in the study; `server/screening/thresholds.ts` says how. */
  screening: z
    .strictObject({
      /** Seconds from the first page to the send that a reader needs at the least. */
      seconds: whole.min(1).max(3600).optional(),
      /** Milliseconds that reading a word takes at the least; 0 looks at no reading. */
      word: whole.min(0).max(1000).optional(),
      /** The part of the words that must have had their time. */
      read: z.number().min(0).max(1).optional(),
      /** Answers in a battery from which on a run of equal ones is looked at. */
      alike: whole.min(3).max(100).optional(),
      /** So many may agree from one network within an hour. A mobile operator's thousands share a few addresses. */
      network: whole.min(20).max(1_000_000).optional(),
      /** Looks at devices: so often a day one device signal may come. Phones of one model have the same. */
      device: whole.min(1).max(1_000_000).optional(),
    })
    .optional(),
  /** By what somebody could be recognised in the data; without it no data leave but totals. */
  disclosure: disclosureShape.optional(),
  /** For the methods report: what no database knows. */
  methods: methodsShape.optional(),
  /** The question whose table administrators look at first. */
  headline: id.optional(),
  pages: z.array(page).min(1, told("no-page")),
});

export type Language = string;
export type Text = Readonly<Record<Language, string>>;
export type Option = Readonly<z.infer<typeof option>>;
export type OneQuestion = Readonly<z.infer<typeof one>>;
export type SeveralQuestion = Readonly<z.infer<typeof several>>;
export type ScaleQuestion = Readonly<z.infer<typeof scale>>;
export type GridQuestion = Readonly<z.infer<typeof grid>>;
export type NumberQuestion = Readonly<z.infer<typeof number>>;
export type TextQuestion = Readonly<z.infer<typeof open>>;
export type Question = OneQuestion | SeveralQuestion | ScaleQuestion | GridQuestion | NumberQuestion | TextQuestion;
export type Kind = Question["kind"];
export type Page = Readonly<Omit<z.infer<typeof page>, "questions">> & { readonly questions: readonly Question[] };
export type Access = z.infer<typeof definitionShape>["access"];
export type Definition = Readonly<Omit<z.infer<typeof definitionShape>, "pages">> & { readonly pages: readonly Page[] };

/** All questions in the order they are asked. */
export function questionsOf(definition: Definition): readonly Question[] {
  return definition.pages.flatMap((page) => page.questions);
}
