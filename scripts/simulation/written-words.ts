/** What simulated citizens write where words are asked for. */
import type { Chance } from "./chance.ts";

type Phrases = Readonly<Record<string, readonly string[]>>;

const PROBLEMS: Phrases = {
  kk: [
    "Сайт жиі істен шығады, өтінімді қайта толтыруға тура келеді.",
    "ЭЦҚ-мен кіру әр жолы бірінші реттен болмайды.",
    "Бір анықтаманы екі жерден сұрады.",
    "Жауапты екі апта күттім, неге кешіккенін ешкім айтпады.",
    "Қай қызметті таңдау керегі түсініксіз.",
  ],
  ru: [
    "Сайт часто зависает, заявку пришлось заполнять три раза.",
    "Вход по ЭЦП срабатывает не с первого раза.",
    "Одну и ту же справку попросили дважды.",
    "Отказали без объяснения причины.",
    "Непонятно, какую услугу выбрать и что будет дальше.",
    "В ЦОНе сказали одно, на портале написано другое.",
  ],
  en: [
    "The site froze and I had to start again.",
    "It was not clear which documents were needed.",
    "No answer for two weeks.",
  ],
};

const IMPROVEMENTS: Phrases = {
  kk: [
    "Сайттың тұрақты жұмыс істегені керек.",
    "Мекемелердегі деректерді біріктіру керек.",
    "Кезең-кезеңімен түсіндірме болса екен.",
    "Қызмет көрсету мерзімін қысқарту керек.",
  ],
  ru: [
    "Чтобы портал работал без сбоев.",
    "Объединить базы, чтобы не носить справки.",
    "Пошаговая инструкция к каждой услуге.",
    "Сократить число согласований.",
    "Показывать, у кого сейчас заявка.",
  ],
  en: ["Fewer steps and fewer papers.", "Tell people where their application is.", "A better mobile version."],
};

const ON: Readonly<Record<string, Phrases>> = { problem: PROBLEMS, improve: IMPROVEMENTS };

/** Something to write for a question in a language; of a question or language without phrases, what may be said anywhere. */
export function wordsOn(question: string, language: string, chance: Chance): string {
  const phrases = ON[question] ?? IMPROVEMENTS;
  const said = phrases[language] ?? phrases.en ?? [];
  return said[chance.integer(said.length)] ?? "";
}
