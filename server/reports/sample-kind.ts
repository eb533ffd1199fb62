/**
 * Whose answers a survey has, and so what an interval may be said to mean. None of these samples was drawn by chance, and
 * the American Association for Public Opinion Research asks that none of their intervals be called a margin of sampling
 * error (AAPOR, "Reporting precision: nonprobability samples", 2015). So the sentence goes where the figures go.
 */
import type { Definition } from "../survey/definition.ts";

export type SampleKind = "self-selected" | "invited" | "panel";

export type Words = Readonly<Record<"kk" | "ru" | "en", string>>;

export function sampleKindOf({ panel, access }: Pick<Definition, "panel" | "access">): SampleKind {
  if (panel) return "panel";
  return access === "codes" ? "invited" : "self-selected";
}

/** What has to stand beside every interval of such a sample. */
export const SAMPLE_WORDS: Readonly<Record<SampleKind, Words>> = {
  "self-selected": {
    kk: "Қатысушылар өз еркімен жиналған: олар — шақыруды көріп, жауап бергісі келгендер, халықтан кездейсоқ іріктелгендер емес. 95% аралық осынша жауапта көрсеткіштің тек кездейсоқтықтан қаншалықты ауытқуы мүмкін екенін ғана көрсетеді; ол ешбір халық тобы үшін іріктеу қатесі емес.",
    ru: "Участники отобрали себя сами: это те, кто увидел приглашение и захотел ответить, а не случайная выборка из населения. 95% интервал показывает только, насколько одна случайность могла бы сдвинуть показатель при таком числе ответов; ошибкой выборки для какого-либо населения он не является.",
    en: "The sample is self-selected: whoever saw the invitation and wished to answer, not people drawn by chance. The 95% interval describes only how far chance could move a figure among so many answers; it is not a margin of sampling error for any population.",
  },
  invited: {
    kk: "Бұл — шақырылғандардың ішінен жауап бергісі келгендер, халықтан кездейсоқ іріктелгендер емес. 95% аралық осынша жауапта көрсеткіштің тек кездейсоқтықтан қаншалықты ауытқуы мүмкін екенін ғана көрсетеді; ол ешбір халық тобы үшін іріктеу қатесі емес.",
    ru: "Это те из приглашенных, кто захотел ответить, а не случайная выборка из населения. 95% интервал показывает только, насколько одна случайность могла бы сдвинуть показатель при таком числе ответов; ошибкой выборки для какого-либо населения он не является.",
    en: "These are the invited who wished to answer, not people drawn by chance. The 95% interval describes only how far chance could move a figure among so many answers; it is not a margin of sampling error for any population.",
  },
  panel: {
    kk: "Бұл — тұрақты топ: көрсеткіштер тек жауап берген мүшелерге қатысты, басқа ешкімге емес. 95% аралық осынша аз адамның көрсеткіші қаншалықты тұрақсыз екенін көрсетеді; ол ешбір халық тобы үшін іріктеу қатесі емес.",
    ru: "Это экспертная группа: показатели относятся только к тем ее членам, кто ответил, и больше ни к кому. 95% интервал показывает, насколько неустойчив показатель такого малого числа людей; ошибкой выборки для какого-либо населения он не является.",
    en: "This is a panel: its figures are those of the members who answered, and of nobody else. The 95% interval shows how unsteady a figure of so few people is; it is not a margin of sampling error for any population.",
  },
};

/** What weighting does and does not: said wherever weighted figures stand. */
export const WEIGHTED_WORDS: Words = {
  kk: "Салмақталған үлестер аталған топтардың халықтағы үлесіне келтірілген. Қатысқандар мен қатыспағандар басқа жағынан өзгеше болса, оны ешқандай салмақ түзете алмайды.",
  ru: "Взвешенные доли приведены к долям названных групп в населении. Если участники отличаются от остальных в чем-то еще, никакое взвешивание этого не исправит.",
  en: "Weighted figures give the named groups their share of the population. Where those who took part differ from the others in anything else, no weight can mend it.",
};
