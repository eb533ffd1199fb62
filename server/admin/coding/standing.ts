/** How far the coding of a question has come, as every page of it needs to know. */
import {
  byText,
  type Code,
  type CodedText,
  codeIds,
  type Frame,
  finalCode,
  isDisputed,
  newestFrames,
  UNCODABLE,
} from "../../records/coding.ts";
import { newestOf, type PublishedSurvey } from "../../records/survey.ts";
import { type Item, itemsOf } from "../../reports/items.ts";
import { sightOf } from "../../reports/panel.ts";
import { SMALL } from "../../reports/small-cells.ts";
import { inLanguage } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import type { StaffVisit, StaffWorld } from "../world.ts";
import type { OpenTexts } from "./text-desk.ts";

export interface Standing {
  readonly survey: PublishedSurvey;
  readonly item: Item;
  /** All versions of its frame, oldest first. */
  readonly versions: readonly Frame[];
  readonly frame: Frame | undefined;
  readonly open: OpenTexts;
  /** By mark: what was said of texts that are still there. */
  readonly coded: ReadonlyMap<string, CodedText>;
}

/** Of every open question of a survey; undefined where the address names no survey, empty where it is a panel. */
export async function standingsOf(visit: StaffVisit, world: StaffWorld): Promise<readonly Standing[] | undefined> {
  const survey = await surveyOf(visit, world);
  if (!survey) return undefined;
  if (sightOf(survey) !== "everything") return [];
  const open = await world.texts.of(survey);
  const { codings } = world.storage;
  const versions = await codings.frames(survey.id);
  const frames = newestFrames(versions);
  const [said, settled] = [await codings.of(survey.id), await codings.settled(survey.id)];
  return itemsOf(survey)
    .filter(({ kind }) => kind === "text")
    .map((item) => {
      const own = <Said extends { readonly question: string }>(all: readonly Said[]) =>
        all.filter(({ question }) => question === item.id);
      return {
        survey,
        item,
        versions: own(versions),
        frame: frames.get(item.id),
        open: open.get(item.id) ?? { responses: 0, texts: new Map(), leaving: new Set() },
        coded: byText(own(said), own(settled)),
      };
    });
}

/** Of the question that the address names. */
export async function standingOf(visit: StaffVisit, world: StaffWorld): Promise<Standing | undefined> {
  return (await standingsOf(visit, world))?.find(({ item }) => item.id === visit.params.question);
}

export function addressOf({ survey, item }: Standing): string {
  return `/admin/surveys/${survey.id}/coding/${item.id}`;
}

/** Texts of so few people are shown to nobody: a colleague would know who wrote what. */
export function hasTooFew({ open }: Standing): boolean {
  return open.responses < SMALL;
}

/** Marks of the texts that wait for this coder: not theirs already, and not coded by as many as have to. */
export function waitingFor(coder: string, { open, coded, frame }: Standing): readonly string[] {
  if (!frame) return [];
  return [...open.texts.keys()].filter((mark) => {
    const said = coded.get(mark);
    if (!said) return true;
    return (
      said.settled === undefined &&
      said.codings.length < frame.coders &&
      said.codings.every((coding) => coding.coder !== coder)
    );
  });
}

export interface Progress {
  readonly texts: number;
  readonly final: number;
  /** Coded by one of two. */
  readonly half: number;
  readonly disputed: number;
}

export function progressOf({ open, coded, frame }: Standing): Progress {
  const said = [...coded.values()];
  const count = (is: (text: CodedText) => boolean) => said.filter(is).length;
  return {
    texts: open.texts.size,
    final: frame ? count((text) => finalCode(text, frame) !== undefined) : 0,
    half: frame ? count(({ codings, settled }) => settled === undefined && codings.length < frame.coders) : 0,
    disputed: count(isDisputed),
  };
}

export interface CodeWords {
  readonly id: string;
  readonly label: string;
  readonly definition: string;
}

/** The codes that a text may be given, as the page's language says them; last the one for what no code is for. */
export function codeWords(frame: Frame, visit: StaffVisit): readonly CodeWords[] {
  const { language, translate } = visit;
  const words = ({ id, label, definition }: Code) => ({
    id,
    label: inLanguage(label, language),
    definition: inLanguage(definition, language),
  });
  const unclear = {
    id: UNCODABLE,
    label: translate("admin.coding.unclear"),
    definition: translate("admin.coding.unclearMeans"),
  };
  return [...frame.codes.map(words), unclear];
}

export function isCodeOf(frame: Frame, code: string): boolean {
  return codeIds(frame).includes(code);
}

/** The languages that a frame is written in: the survey's own. */
export function languagesOf({ survey }: Standing): readonly string[] {
  return newestOf(survey).definition.languages;
}
