/** The published surveys as the citizen's path needs them, looked up again when another process published or closed one. */

import { paddedSize } from "../records/response.ts";
import { newestOf, type PublishedSurvey } from "../records/survey.ts";
import type { Clock } from "../records/world.ts";
import type { CitizenStorage } from "../storage/storage.ts";
import type { Definition, Page } from "../survey/definition.ts";
import { isOnEveryWay } from "../survey/journey.ts";
import { consentVersionOf } from "../survey/version.ts";

export interface Edition {
  readonly version: string;
  readonly consent: string;
  readonly definition: Definition;
}

export interface Listed {
  readonly survey: PublishedSurvey;
  readonly newest: Edition;
  /** What a draft begun under an earlier version goes on with. */
  edition(version: string): Edition | undefined;
  /** One size for all versions, so that a sealed row does not tell which was answered. */
  readonly paddedSize: number;
  /** The same for drafts: what a response holds, and what the journey needs to go on. */
  readonly draftSize: number;
  /** Pages that in any version not everybody comes to: who came to them tells answers. */
  readonly heldPages: ReadonlySet<string>;
  /** Pages that, until something is typed, are the same for everybody, and that everybody comes to: what one was shown tells nothing of them. */
  readonly alikePages: ReadonlySet<string>;
}

export interface Catalogue {
  find(id: string): Promise<Listed | undefined>;
  all(): Promise<readonly Listed[]>;
}

/** Versions, seed, pages passed and the times they were shown: some 600 bytes in the national survey. */
const DRAFT_FRAME = 2048;

const LOOK_AGAIN = 1000;

export function openCatalogue(surveys: CitizenStorage["surveys"], clock: Clock): Catalogue {
  let known = new Map<string, Listed>();
  let revision = -1;
  let looked = Number.NEGATIVE_INFINITY;
  const refresh = async () => {
    const now = clock().getTime();
    if (Math.abs(now - looked) < LOOK_AGAIN) return;
    const current = await surveys.revision();
    if (current !== revision) known = new Map((await surveys.all()).map((survey) => [survey.id, listedFrom(survey)]));
    revision = current;
    looked = now;
  };
  return {
    find: async (id) => {
      await refresh();
      return known.get(id);
    },
    all: async () => {
      await refresh();
      return [...known.values()];
    },
  };
}

/** A survey as the path needs it. */
export function listedFrom(survey: PublishedSurvey): Listed {
  const editions = new Map(
    survey.versions.map(({ version, definition }) => [
      version,
      { version, definition, consent: consentVersionOf(definition) },
    ]),
  );
  const { version, definition } = newestOf(survey);
  const pages = survey.versions.flatMap((published) => published.definition.pages);
  const size = Math.max(...survey.versions.map((published) => paddedSize(published.definition)));
  const held = pages.filter((page) => !isOnEveryWay(page));
  const different = new Set(pages.filter((page) => !isAlike(page)).map(({ id }) => id));
  return {
    survey,
    newest: editions.get(version) ?? { version, definition, consent: consentVersionOf(definition) },
    edition: (wanted) => editions.get(wanted),
    paddedSize: size,
    heldPages: new Set(held.map(({ id }) => id)),
    alikePages: new Set(pages.map(({ id }) => id).filter((id) => held.length === 0 && !different.has(id))),
    draftSize: size + DRAFT_FRAME,
  };
}

/** No question depends on an answer, and none has its options in each citizen's own order. */
function isAlike({ questions }: Page): boolean {
  return questions.every((question) => question.when === undefined && !("shuffle" in question && question.shuffle));
}
