/** The releases of a survey, each with what it is, how it is cited, and its files. */
import type { PublishedSurvey } from "../../records/survey.ts";
import { filesKept, type Manifest } from "../../release/manifest.ts";
import { NotReleased } from "../../releasing/not-released.ts";
import { page } from "../../web/reply.ts";
import { figuresIn } from "../figures.ts";
import { surveyOf } from "../survey-facts.ts";
import { surveyHead } from "../survey-places.ts";
import { refuse, type StaffHandler, type StaffVisit, type StaffWorld } from "../world.ts";
import { mayBePublished } from "./may-be-published.ts";
import { pendingOf } from "./proposing.ts";
import { questionWords, wayView } from "./wording.ts";

export const showReleases: StaffHandler = async (visit, world) => {
  const survey = await surveyOf(visit, world);
  if (!survey) return refuse("unknown-survey");
  const manifests = await manifestsOf(survey, world);
  if (visit.wantsJson) return { kind: "json", value: { releases: manifests } };
  const withdrawn = await world.storage.withdrawals.count(survey.id);
  const heading = visit.translate("admin.releases.title");
  const head = surveyHead(survey, visit, "releases", heading);
  const base = `/admin/surveys/${survey.id}/releases`;
  // The newest first; of one day in no order that means anything.
  const releases = manifests
    .toSorted((a, b) => b.made_on.localeCompare(a.made_on))
    .map((manifest) => ({
      ...factsOf(manifest, withdrawn, visit),
      address: `${base}/${manifest.id}`,
    }));
  return page("admin/releases/list", `${heading} – ${head.name}`, {
    ...head,
    base,
    releases,
    any: releases.length > 0,
    pending: await pendingOf(survey, visit, world),
  });
};

export const showRelease: StaffHandler = async (visit, world) => {
  const found = await releaseOf(visit, world);
  if (!found) return refuse("not-found");
  const { survey, manifest, files } = found;
  const { whole } = figuresIn(visit.language);
  const withdrawn = await world.storage.withdrawals.count(survey.id);
  const head = surveyHead(survey, visit, "releases", visit.translate(`release.kind.${manifest.kind}`));
  const address = `/admin/surveys/${survey.id}/releases/${manifest.id}`;
  const { k, l, chosen } = manifest.disclosure;
  const view = {
    ...head,
    ...factsOf(manifest, withdrawn, visit),
    base: `/admin/surveys/${survey.id}/releases`,
    software: manifest.software,
    language: visit.translate(`languages.${manifest.language}`),
    cleaning: visit.translate("admin.releases.cleaned", {
      rule: manifest.cleaning.rule,
      count: manifest.cleaning.excluded,
      excluded: whole(manifest.cleaning.excluded),
    }),
    variables: whole(manifest.variables),
    versions: manifest.versions.map((version) => version.slice(0, 12)).join(", "),
    rule: visit.translate(l > 1 ? "admin.releases.risk.ruleDiverse" : "admin.releases.risk.rule", { k, l }),
    way: wayView(chosen, manifest.records, survey, visit),
    publishable: mayBePublished(manifest, survey.closedOn !== undefined),
    isPublic: manifest.kind === "public",
    words: (manifest.words ?? []).map(({ question, released, edited, left_out, unread }) => ({
      words: questionWords(survey, question, visit),
      told: visit.translate("release.words.told", { released, edited, leftOut: left_out, unread }),
    })),
    kept: [...files].map(([name, { bytes, sha256 }]) => ({
      name,
      address: `${address}/files/${name}`,
      size: sizeWords(bytes, visit),
      sha256,
    })),
  };
  return page("admin/releases/one", `${view.heading} – ${head.name}`, view);
};

export const downloadRelease: StaffHandler = async (visit, world) => {
  const found = await releaseOf(visit, world);
  const name = visit.params.file ?? "";
  const file = found?.files.get(name);
  if (!found || !file) return refuse("not-found");
  const { id } = found.manifest;
  try {
    const path = await world.shelf.file(id, name, file);
    return { kind: "file", path, name, sha256: file.sha256, about: `${id}/${name}` };
  } catch (error) {
    if (error instanceof NotReleased) return refuse("files-missing");
    throw error;
  }
};

function factsOf(manifest: Manifest, withdrawn: number, visit: StaffVisit) {
  const { whole, day } = figuresIn(visit.language);
  const since = Math.max(0, withdrawn - manifest.withdrawn_before);
  return {
    release: manifest.id,
    kind: visit.translate(`release.kind.${manifest.kind}`),
    made: day(manifest.made_on),
    records: whole(manifest.records),
    since: visit.translate("admin.releases.since", { count: since, since: whole(since) }),
    gone: since > 0,
    citation: manifest.citation,
  };
}

async function manifestsOf({ id }: PublishedSurvey, { storage }: StaffWorld): Promise<readonly Manifest[]> {
  return (await storage.releases.of(id)).map(({ json }) => JSON.parse(json) as Manifest);
}

/** The release that the address names, of the survey that it names. */
export async function releaseOf(visit: StaffVisit, world: StaffWorld) {
  const survey = await surveyOf(visit, world);
  if (!survey) return undefined;
  const kept = (await world.storage.releases.of(survey.id)).find(({ id }) => id === visit.params.release);
  return kept && { survey, manifest: JSON.parse(kept.json) as Manifest, files: filesKept(kept.json) };
}

function sizeWords(bytes: number, visit: StaffVisit): string {
  const { decimal } = figuresIn(visit.language);
  return bytes < 1e6
    ? visit.translate("admin.releases.kilobytes", { size: decimal(bytes / 1e3, 1) })
    : visit.translate("admin.releases.megabytes", { size: decimal(bytes / 1e6, 1) });
}
