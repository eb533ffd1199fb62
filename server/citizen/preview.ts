/**
 * A survey's pages exactly as a citizen sees them, before anybody does: the same views and the same templates, with nothing
 * counted, nothing saved and nobody signed in. Questions that depend on earlier answers are all there.
 */
import { freshSession } from "../records/session.ts";
import type { Clock } from "../records/world.ts";
import type { Definition } from "../survey/definition.ts";
import { CHECK, type Step } from "../survey/journey.ts";
import { consentVersionOf, versionOf } from "../survey/version.ts";
import { chooseLanguage, type Languages, languageLinks } from "../web/languages.ts";
import { page, type Reply } from "../web/reply.ts";
import { type Answering, type OpenVisit, rendered } from "./answering.ts";
import { listedFrom } from "./catalogue.ts";
import { checkView } from "./check-view.ts";
import { consentView } from "./consent.ts";
import { questionPageView } from "./question-view.ts";
import { startView } from "./start.ts";
import type { Begun } from "./world.ts";

export interface Previewed {
  readonly definition: Definition;
  /** From 0: the first page, the consent screen, each page of questions, the check page. */
  readonly step: number;
  readonly language: string;
  /** Where this is shown, for the links to the other languages. */
  readonly address: string;
  readonly query: Readonly<Record<string, string>>;
  /** What stands above the page, in finished words. */
  readonly bar: {
    readonly title: string;
    readonly links: readonly { readonly address: string; readonly words: string; readonly here: boolean }[];
  };
}

/** How many steps a definition's preview has. */
export function previewSteps({ pages }: Definition): number {
  return pages.length + 3;
}

/** The page as HTML; undefined where there is no such step. */
export function openPreview(door: Answering & { readonly clock: Clock; readonly languages: Languages }) {
  return (previewed: Previewed): string | undefined => {
    const visit = visitOf(previewed, door);
    const reply = pageOf(previewed, visit);
    return (
      reply &&
      rendered(door, visit, reply.name, reply.title, {
        ...reply.view,
        languages: linksOf(previewed, visit),
        preview: previewed.bar,
      })
    );
  };
}

function pageOf({ definition, step }: Previewed, visit: OpenVisit): Extract<Reply, { kind: "page" }> | undefined {
  const current = begunIn(definition, visit);
  if (step === 0) {
    const view = startView(current.listed, visit);
    return page("citizen/start", view.name, view);
  }
  const title = (name: string) => visit.translate(`${name}.title`);
  if (step === 1)
    return page("citizen/consent", title("consent"), {
      ...consentView(current.listed, visit),
      changed: false,
      challenge: "",
    });
  if (step === previewSteps(definition) - 1) return page("citizen/check", title("check"), checkView(current, visit));
  const asked = current.journey.steps[step - 2];
  if (!asked) return undefined;
  const view = questionPageView(asked, current, visit, {}, []);
  return page("citizen/question", `${view.heading} – ${view.progress}`, { ...view, device: "" });
}

/** A citizen at the beginning, on whose way everything lies. */
function begunIn(definition: Definition, { now }: OpenVisit): Begun {
  const [version, consent] = [versionOf(definition), consentVersionOf(definition)];
  const survey = { id: definition.id, simulated: false, versions: [{ version, definition }] };
  const steps: readonly Step[] = definition.pages.map((each) => ({ page: each, questions: each.questions }));
  const draft = { version, consent, place: "", seed: "preview", answers: {}, passed: [], shown: {}, flags: [] };
  return {
    listed: listedFrom(survey),
    edition: { version, consent, definition },
    person: { issuer: "", subject: "" },
    held: { draft, owner: { session: "" }, day: now.toISOString().slice(0, 10), stamp: new Uint8Array() },
    draft,
    journey: { steps, next: CHECK, answers: {} },
  };
}

/** To the same page in another language, by `in`. */
function linksOf({ address, query }: Previewed, { offered, language, translate }: OpenVisit) {
  return languageLinks(offered, language, translate, address).map((link) => ({
    ...link,
    address: `${address}?${new URLSearchParams({ ...query, in: link.code })}`,
  }));
}

function visitOf(
  { definition, language, address, query }: Previewed,
  { clock, languages }: { readonly clock: Clock; readonly languages: Languages },
): OpenVisit {
  const now = clock();
  const spoken = definition.languages.filter((code) => languages.codes.includes(code));
  const offered = spoken.length > 0 ? spoken : languages.codes;
  const shown = chooseLanguage(offered, { asked: language, chosen: null, accepted: undefined });
  return {
    path: address,
    offered,
    params: {},
    query,
    search: "",
    fields: {},
    proven: false,
    now,
    language: shown,
    translate: languages.translator(shown),
    sessionEnded: false,
    latest: null,
    network: undefined,
    session: freshSession("", now.getTime(), shown),
    keep: () => undefined,
    changed: () => undefined,
  };
}
