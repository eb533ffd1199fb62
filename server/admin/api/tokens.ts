/** One's own tokens for scripts: made with a scope and an end, shown once, revoked. */
import { newApiToken } from "../../records/api-token.ts";
import { newestOf } from "../../records/survey.ts";
import { RELEASE_KINDS } from "../../survey/disclosure.ts";
import { page, seeOther } from "../../web/reply.ts";
import { figuresIn, inLanguage } from "../figures.ts";
import { refuse, type StaffHandler, type StaffReply, type StaffVisit, type StaffWorld } from "../world.ts";

const DAYS = [30, 90, 365] as const;
const DAY = 86_400_000;
const MOST_TOKENS = 20;

export const showTokens: StaffHandler = (visit, world) => tokensPage(visit, world, "");

export const makeToken: StaffHandler = async (visit, world) => {
  const { member, fields, now, translate } = visit;
  if (!member) return refuse("not-signed-in");
  const label = (fields.label?.[0] ?? "").trim();
  const kinds = RELEASE_KINDS.filter((kind) => fields[kind] !== undefined);
  const days = DAYS.find((each) => String(each) === fields.days?.[0]);
  const survey = fields.survey?.[0] ?? "";
  const known = (await world.storage.surveys.all()).some(({ id }) => id === survey);
  if (!days || (survey !== "" && !known)) return refuse("malformed");
  if (label === "" || label.length > 100) return tokensPage(visit, world, translate("admin.tokens.noLabel"));
  if (kinds.length === 0) return tokensPage(visit, world, translate("admin.tokens.noKind"));
  const own = await world.storage.apiTokens.of(member.name);
  if (own.length >= MOST_TOKENS) return tokensPage(visit, world, translate("admin.tokens.tooMany"));
  const { token, hash, id } = newApiToken(world.random);
  const until = now.getTime() + days * DAY;
  await world.storage.apiTokens.make(hash, { id, name: member.name, label, survey: survey || null, kinds, until });
  await world.note(visit, "token-made", `${id}: ${survey || "every survey"}, ${kinds.join(", ")}`, member.name);
  const heading = translate("admin.tokens.madeTitle");
  return page("admin/api/made", heading, { heading, made: token, example: exampleOf(survey, world) });
};

export const revokeToken: StaffHandler = async (visit, world) => {
  const id = visit.fields.id?.[0] ?? "";
  if (!visit.member) return refuse("not-signed-in");
  if (!(await world.storage.apiTokens.revoke(visit.member.name, id))) return refuse("not-found");
  await world.note(visit, "token-revoked", id, visit.member.name);
  return seeOther("/admin/account/tokens");
};

async function tokensPage(visit: StaffVisit, world: StaffWorld, fault: string): Promise<StaffReply> {
  const { member, translate, language } = visit;
  if (!member) return refuse("not-signed-in");
  const { day } = figuresIn(language);
  const surveys = await world.storage.surveys.all();
  const heading = translate("admin.tokens.title");
  const own = await world.storage.apiTokens.of(member.name);
  const view = {
    heading,
    failed: fault !== "",
    errors: fault === "" ? [] : [{ field: "label", message: fault }],
    label: visit.fields.label?.[0] ?? "",
    any: own.length > 0,
    tokens: own.map(({ id, label, survey, kinds, until }) => ({
      ...{ id, label },
      scope: `${survey ?? translate("admin.tokens.everySurvey")}: ${kinds.map((kind) => translate(`release.kind.${kind}`)).join(", ")}`,
      until: day(new Date(until).toISOString().slice(0, 10)),
      over: until <= visit.now.getTime(),
    })),
    kinds: RELEASE_KINDS.map((kind) => ({ kind, words: translate(`release.kind.${kind}`), chosen: kind === "public" })),
    surveys: surveys.map((survey) => ({
      id: survey.id,
      words: inLanguage(newestOf(survey).definition.title, language),
    })),
    days: DAYS.map((count) => ({ count, words: translate("admin.tokens.days", { count }) })),
  };
  return page("admin/api/tokens", heading, view, fault === "" ? 200 : 422);
}

function exampleOf(survey: string, { adminUrl }: StaffWorld): string {
  const address = new URL(`/api/v1/surveys/${survey || "SURVEY"}/releases`, adminUrl).href;
  return `curl -H "Authorization: Bearer $PIKIR_TOKEN" ${address}`;
}
