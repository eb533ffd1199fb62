/** How simulated citizens behave: how many fall away where, how fast they are, and how they answer. */
import type { Shares } from "./dealing.ts";

export interface Profile {
  /** Whether answers, languages and places are dealt to exact counts or drawn. */
  readonly exact: boolean;
  /** How many see the banner, click it and begin, for each one who completes. */
  readonly shown: number;
  readonly clicked: number;
  readonly began: number;
  /** Bots, for each citizen who completes; they come on top of every stage. */
  readonly bots: number;
  /** Where those leave who clicked and never began. */
  readonly before: Shares;
  /** Of those who began and did not complete: how many press "stop and delete". */
  readonly deletes: number;
  readonly languages: Shares;
  readonly places: Shares;
  /** From the first page of questions shown to sending, in seconds: log-normal, cut off at both ends. */
  readonly pace: { readonly median: number; readonly sigma: number; readonly least: number; readonly most: number };
  /** By question id: how those who answer it do. A question that is not here gets shares by its kind. */
  readonly answers: Readonly<Record<string, Shares>>;
  /** By question id: how those answer it differently who answered earlier ones so; the first that knows their answers decides. */
  readonly within: Readonly<Record<string, readonly Within[]>>;
  /** By question id: who skips it, of those who are asked; `else` for the others. The headline question is never skipped. */
  readonly skipped: Shares & { readonly else: number };
  /** Who writes something where words are asked for. */
  readonly written: number;
  /** Who fills in an optional page. */
  readonly optional: number;
  /** Answers that nobody gives together: question, answer, later question, answer. */
  readonly impossible: readonly (readonly [string, string, string, string])[];
}

export interface Within {
  readonly questions: readonly string[];
  /** By the answers to these, a space between two. */
  readonly answers: Readonly<Record<string, Shares>>;
}

const LEAST_SECONDS = 75;
const MOST_SECONDS = 900;

/** Counts as published, except `other`: 920 and not 924, because the published counts add up to four more than their base. */
const OBSTACLES = {
  "technical-errors": 6367,
  bureaucracy: 4166,
  "staff-competence": 3950,
  "unclear-algorithm": 3294,
  legislation: 2561,
  conciliation: 1767,
  "low-integration": 1695,
  accountability: 1449,
  "evaluation-control": 1167,
  other: 920,
};

/** Almaty and Astana as published; the others by their populations, roughly. */
const REGIONS = {
  almaty: 14.67,
  astana: 12.12,
  shymkent: 5.6,
  abai: 3,
  akmola: 3.6,
  aktobe: 4.5,
  "almaty-region": 6,
  atyrau: 3.6,
  "east-kazakhstan": 4,
  jambyl: 4.7,
  jetisu: 3,
  karaganda: 7.2,
  kostanay: 4.6,
  kyzylorda: 3.7,
  mangystau: 3.6,
  "north-kazakhstan": 2.6,
  pavlodar: 4.5,
  turkistan: 4.6,
  ulytau: 1.4,
  "west-kazakhstan": 3.01,
};

const ANSWERS = {
  timeliness: { 1: 4, 2: 9, 3: 24, 4: 43, 5: 20 },
  ease: { 1: 5, 2: 11, 3: 26, 4: 39, 5: 19 },
  effect: { faster: 41.44, simpler: 16.61, informed: 10.17, quality: 9.3, transparency: 8.2, none: 9.8, other: 4.48 },
  obstacle: OBSTACLES,
  "single-channel": { support: 40.6, "support-some": 33.4, oppose: 15.2, unsure: 10.8 },
  region: REGIONS,
  settlement: { "major-city": 64.2, town: 34.23, village: 1.57 },
  sex: { male: 54.13, female: 45.87 },
  age: { "18-29": 20.6, "30-45": 51.79, "46-60": 21.3, "61-plus": 6.31 },
  education: { secondary: 11.2, vocational: 29.4, higher: 52.9, postgraduate: 6.5 },
  employment: { employed: 63.5, "self-employed": 14.2, unemployed: 8.1, student: 4.6, retired: 5.4, other: 4.2 },
  vulnerability: { none: 61, "large-family": 14, "low-income": 10, carer: 6, "single-parent": 5, disability: 4 },
  ethnicity: { kazakh: 71.5, other: 28.5 },
  "purchasing-power": { poor: 8.4, modest: 25.8, satisfactory: 47.3, good: 18.5 },
  family: { single: 19.5, couple: 11.5, "with-children": 62, other: 7 },
  occupation: { "private-company": 30.5, "public-sector": 35.5, "own-business": 12, other: 9.5, none: 12.5 },
  sector: { manufacturing: 18.2, agriculture: 7.4, trade: 13.1, services: 22.3, public: 29.5, other: 9.5 },
  tenure: { none: 7.2, "under-5": 16.8, "5-to-20": 45.6, "over-20": 30.4 },
};

const IMPOSSIBLE = [
  ...["almaty", "astana", "shymkent"].flatMap((city) => [
    ["region", city, "settlement", "town"] as const,
    ["region", city, "settlement", "village"] as const,
  ]),
  ["age", "18-29", "employment", "retired"],
  ["age", "61-plus", "employment", "student"],
  ["employment", "employed", "occupation", "none"],
  ["age", "18-29", "tenure", "over-20"],
  ["age", "61-plus", "tenure", "none"],
  ["age", "61-plus", "tenure", "under-5"],
] as const;

/** The published study (national survey, September and October 2024): its funnel, its shares, its pace. */
const STUDY: Profile = {
  exact: true,
  shown: 42_000 / 27_336,
  clicked: 29_520 / 27_336,
  began: 28_152 / 27_336,
  bots: 0.004,
  before: { start: 35, "sign-in": 30, consent: 20, declined: 15 },
  deletes: 0.06,
  languages: { kk: 38, ru: 60, en: 2 },
  places: { home: 62, services: 38 },
  pace: { median: 288, sigma: 0.42, least: LEAST_SECONDS, most: MOST_SECONDS },
  answers: ANSWERS,
  within: {},
  skipped: { else: 0.02, region: 0.008, sex: 0.004, age: 0.006, vulnerability: 0.041, "single-channel": 0.033 },
  written: 0.12,
  optional: 0.6,
  impossible: IMPOSSIBLE,
};

/**
 * The examples of the study's Figure 4, each in its two segments; what is not printed of them lies in between. Rural people
 * come to a sixth of everybody then: with 2% in the least rural region it cannot be the 1.57% that the study prints overall.
 * One more cannot be: 47% of the employed and 32% of the unemployed in private companies leave no room for the 36% of men and 24% of
 * women who are, so employment is left out there. Sex and ethnicity are dealt within the answers on a single channel, which
 * is asked before them. Of education the study prints two shares and not of what; here they are those whose means are satisfactory.
 * Cities have towns and villages here, as the figure has them.
 */
const FIGURE_4: Profile = {
  ...STUDY,
  bots: 0,
  answers: {
    ...ANSWERS,
    settlement: { "major-city": 50, town: 30, village: 20 },
    "single-channel": { support: 40.58, "support-some": 51.05, oppose: 4.5, unsure: 3.87 },
    "purchasing-power": { poor: 8, modest: 24, satisfactory: 50.5, good: 17.5 },
  },
  within: {
    settlement: [
      {
        questions: ["region"],
        answers: {
          astana: { "major-city": 81, town: 17, village: 2 },
          almaty: { "major-city": 78, town: 17, village: 5 },
          shymkent: { "major-city": 78, town: 17, village: 5 },
          "almaty-region": { "major-city": 17, town: 30, village: 53 },
        },
      },
    ],
    sex: [
      {
        questions: ["single-channel"],
        answers: {
          support: { male: 62.7, female: 37.3 },
          "support-some": { male: 48.78, female: 51.22 },
          oppose: { male: 45.2, female: 54.8 },
          unsure: { male: 45.2, female: 54.8 },
        },
      },
    ],
    ethnicity: [
      {
        questions: ["single-channel"],
        answers: {
          support: { kazakh: 73, other: 27 },
          "support-some": { kazakh: 55.5, other: 44.5 },
          oppose: { kazakh: 67.2, other: 32.8 },
          unsure: { kazakh: 67.2, other: 32.8 },
        },
      },
    ],
    "purchasing-power": [
      {
        questions: ["education"],
        answers: {
          secondary: { poor: 25, modest: 50, satisfactory: 13, good: 12 },
          postgraduate: { poor: 3, modest: 12, satisfactory: 64, good: 21 },
        },
      },
    ],
    // In the other regions as many as it takes for 36% of men and 24% of women, and for 25% and 10%.
    occupation: [
      {
        questions: ["region"],
        answers: {
          almaty: { "private-company": 41, "public-sector": 30, "own-business": 13, other: 7, none: 9 },
          turkistan: { "private-company": 13, "public-sector": 45, "own-business": 14, other: 13, none: 15 },
        },
      },
      {
        questions: ["sex"],
        answers: {
          male: { "private-company": 36.4, "public-sector": 30.6, "own-business": 14, other: 9, none: 10 },
          female: { "private-company": 21.5, "public-sector": 43.5, "own-business": 9.5, other: 10, none: 15.5 },
        },
      },
    ],
    sector: [
      {
        questions: ["region"],
        answers: {
          ulytau: { manufacturing: 41, agriculture: 5, trade: 9, services: 16, public: 22, other: 7 },
          turkistan: { manufacturing: 10, agriculture: 12, trade: 14, services: 22, public: 32, other: 10 },
        },
      },
      {
        questions: ["sex"],
        answers: {
          male: { manufacturing: 25.5, agriculture: 8.5, trade: 11, services: 19, public: 26, other: 10 },
          female: { manufacturing: 9.6, agriculture: 6.4, trade: 16, services: 26, public: 33, other: 9 },
        },
      },
    ],
    tenure: [
      {
        questions: ["employment", "sex"],
        answers: {
          "employed male": { none: 5, "under-5": 15, "5-to-20": 44, "over-20": 36 },
          "employed female": { none: 5, "under-5": 18, "5-to-20": 53, "over-20": 24 },
          "unemployed male": { none: 22, "under-5": 18, "5-to-20": 24, "over-20": 36 },
          "unemployed female": { none: 22, "under-5": 24, "5-to-20": 30, "over-20": 24 },
        },
      },
      {
        questions: ["sex"],
        answers: {
          male: { none: 8, "under-5": 13, "5-to-20": 43, "over-20": 36 },
          female: { none: 8, "under-5": 18, "5-to-20": 50, "over-20": 24 },
        },
      },
    ],
  },
  impossible: [],
};

/** Any survey on any day: fewer fall away, and answers are drawn, not dealt. */
const EVERYDAY: Profile = {
  ...STUDY,
  exact: false,
  shown: 1.3,
  clicked: 1.06,
  began: 1 / 0.97,
  bots: 0.005,
};

const PROFILES: Readonly<Record<string, Profile>> = { everyday: EVERYDAY, study: STUDY, "figure-4": FIGURE_4 };

/** The first is the one taken where none is named. */
export const PROFILE_NAMES = Object.keys(PROFILES);

export function profileNamed(name: string): Profile | undefined {
  return Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
}
