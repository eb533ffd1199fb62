/** Surveys that tests ask. Each call gives a new object, parsed by the real shape. */
import { stringify } from "yaml";
import type { z } from "zod";
import { type Definition, definitionShape, type Question, questionsOf } from "../../server/survey/definition.ts";

export type WrittenDefinition = z.input<typeof definitionShape>;

/** `tea-survey`: three pages, the second only for tea drinkers, the third optional. */
export function smallDefinition(): Definition {
  return aDefinition();
}

/** The small survey with some of its top-level parts replaced: `aDefinition({ closes: "2024-11-01" })`. */
export function aDefinition(overrides: Partial<WrittenDefinition> = {}): Definition {
  return definitionShape.parse({ ...teaSurvey(), ...overrides });
}

/**
 * `every-kind`: one (shuffled, with a `last`), several (shuffled, with an `excludes`), scale, grid, number (whole and
 * not), text; conditions of every form on pages and on questions; an optional page; a headline.
 */
export function everyKindDefinition(): Definition {
  return definitionShape.parse({ ...teaSurvey(), id: "every-kind", headline: "transport", pages: everyKindPages() });
}

/** A definition as a YAML file, one key a line, as `db/surveys/` holds them. */
export function yamlOf(definition: Definition | WrittenDefinition): string {
  return stringify(definition, { lineWidth: 0, aliasDuplicateObjects: false });
}

export function questionNamed(definition: Definition, id: string): Question {
  const found = questionsOf(definition).find((question) => question.id === id);
  if (!found) throw new Error(`${definition.id} has no question ${id}`);
  return found;
}

/** One text in the three languages. */
export function words(
  en: string,
  ru: string = `${en} (ru)`,
  kk: string = `${en} (kk)`,
): { kk: string; ru: string; en: string } {
  return { kk, ru, en };
}

function teaSurvey(): WrittenDefinition {
  return {
    id: "tea-survey",
    languages: ["kk", "ru", "en"],
    title: words("Tea in Kazakhstan", "Чай в Казахстане", "Қазақстандағы шай"),
    summary: words("How people drink tea.", "Как люди пьют чай.", "Адамдар шайды қалай ішеді."),
    audience: words("Everybody over 18.", "Все старше 18 лет.", "18 жастан асқан барлық адам."),
    minutes: 3,
    controller: {
      name: words("Institute of Tea", "Институт чая", "Шай институты"),
      address: words("1 Abay Avenue, Almaty", "Алматы, пр. Абая, 1", "Алматы, Абай даңғылы, 1"),
      email: "tea@example.kz",
      phone: "+7 727 000 00 00",
    },
    ethics: {
      body: words("Ethics board", "Комиссия по этике", "Этика комиссиясы"),
      number: "12-3",
      date: "2024-08-15",
    },
    retention: { drafts: 7, responses: 5 },
    consent: {
      sections: [
        {
          heading: words("What is asked", "О чём спрашивают", "Не сұралады"),
          body: words("How you drink tea.", "Как вы пьёте чай.", "Шайды қалай ішетініңіз."),
        },
        {
          heading: words("Your choice", "Ваш выбор", "Сіздің таңдауыңыз"),
          body: words(
            "You can stop at any time.",
            "Вы можете остановиться в любой момент.",
            "Кез келген уақытта тоқтай аласыз.",
          ),
        },
      ],
    },
    access: "sign-in",
    eligibility: { age: 18, residence: ["KZ"], active: 12 },
    headline: "drinks-tea",
    pages: teaPages(),
  };
}

function teaPages(): WrittenDefinition["pages"] {
  return [
    {
      id: "tea",
      title: words("Tea", "Чай", "Шай"),
      questions: [
        {
          kind: "one",
          id: "drinks-tea",
          text: words("Do you drink tea?", "Вы пьёте чай?", "Шай ішесіз бе?"),
          options: [
            { id: "yes", label: words("Yes", "Да", "Иә") },
            { id: "no", label: words("No", "Нет", "Жоқ") },
          ],
        },
      ],
    },
    {
      id: "habits",
      title: words("Habits", "Привычки", "Әдеттер"),
      intro: words("Think of the last week.", "Вспомните прошлую неделю.", "Өткен аптаны еске алыңыз."),
      when: { question: "drinks-tea", is: "yes" },
      questions: [
        {
          kind: "several",
          id: "taken-with",
          text: words("What do you take in it?", "С чем вы его пьёте?", "Немен ішесіз?"),
          options: [
            { id: "milk", label: words("Milk", "С молоком", "Сүтпен") },
            { id: "sugar", label: words("Sugar", "С сахаром", "Қантпен") },
            { id: "lemon", label: words("Lemon", "С лимоном", "Лимонмен") },
            { id: "nothing", label: words("Nothing", "Ни с чем", "Ештеңесіз"), excludes: true },
          ],
        },
        {
          kind: "scale",
          id: "strength",
          text: words("How strong?", "Насколько крепкий?", "Қаншалықты қою?"),
          from: 1,
          to: 5,
          labels: { 1: words("Weak", "Слабый", "Сұйық"), 5: words("Strong", "Крепкий", "Қою") },
        },
      ],
    },
    {
      id: "about-you",
      title: words("About you", "О вас", "Өзіңіз туралы"),
      optional: true,
      questions: [
        {
          kind: "number",
          id: "cups",
          text: words("Cups a day?", "Сколько чашек в день?", "Күніне неше кесе?"),
          min: 0,
          max: 40,
        },
        { kind: "text", id: "comment", text: words("Anything else?", "Что-нибудь ещё?", "Тағы бірдеңе?"), max: 500 },
      ],
    },
  ];
}

function everyKindPages(): WrittenDefinition["pages"] {
  return [
    { id: "town", title: words("Town", "Город", "Қала"), questions: [transport(), problems()] },
    {
      id: "services",
      title: words("Services", "Услуги", "Қызметтер"),
      intro: words("Of the last year.", "За последний год.", "Соңғы жылдағы."),
      when: { not: { question: "transport", is: ["none", "other"] } },
      questions: [timeliness(), impact()],
    },
    {
      id: "money",
      title: words("Money", "Деньги", "Ақша"),
      optional: true,
      questions: [
        {
          kind: "number",
          id: "fare",
          text: words("A fair fare?", "Справедливая цена проезда?", "Жол ақысы қанша болуы керек?"),
          min: 0,
          max: 1000,
          whole: false,
          unit: words("tenge", "тенге", "теңге"),
        },
        {
          kind: "number",
          id: "children",
          text: words("Children?", "Сколько детей?", "Балаларыңыз нешеу?"),
          min: 0,
          max: 20,
          when: { question: "fare", min: 1, max: 999.5 },
        },
      ],
    },
    {
      id: "last-words",
      title: words("Last words", "Напоследок", "Соңғы сөз"),
      when: {
        any: [
          {
            all: [
              { question: "problems", is: "late" },
              { question: "timeliness", max: 2 },
            ],
          },
          { question: "impact", answered: true },
          { question: "children", min: 1 },
        ],
      },
      questions: [
        {
          kind: "text",
          id: "advice",
          text: words("Your advice?", "Ваш совет?", "Кеңесіңіз?"),
          hint: words("No names, please.", "Пожалуйста, без имён.", "Аты-жөнсіз жазыңыз."),
          max: 300,
        },
      ],
    },
  ];
}

type WrittenQuestion = WrittenDefinition["pages"][number]["questions"][number];

function transport(): WrittenQuestion {
  return {
    kind: "one",
    id: "transport",
    text: words("How do you travel?", "На чём вы ездите?", "Немен жүресіз?"),
    shuffle: true,
    options: [
      {
        id: "bus",
        label: words("Bus", "Автобус", "Автобус"),
        hint: words("or trolleybus", "или троллейбус", "не троллейбус"),
      },
      { id: "car", label: words("Car", "Машина", "Көлік") },
      { id: "bicycle", label: words("Bicycle", "Велосипед", "Велосипед") },
      { id: "metro", label: words("Metro", "Метро", "Метро") },
      { id: "none", label: words("I do not", "Не езжу", "Жүрмеймін"), last: true },
      { id: "other", label: words("Other", "Другое", "Басқа"), last: true },
    ],
  };
}

function problems(): WrittenQuestion {
  return {
    kind: "several",
    id: "problems",
    text: words("What is wrong?", "Что не так?", "Қандай кемшілік бар?"),
    shuffle: true,
    when: { question: "transport", answered: true },
    options: [
      { id: "late", label: words("Late", "Опаздывает", "Кешігеді") },
      { id: "full", label: words("Full", "Переполнен", "Лық толы") },
      { id: "dear", label: words("Dear", "Дорого", "Қымбат") },
      { id: "nothing", label: words("Nothing", "Всё хорошо", "Бәрі жақсы"), excludes: true, last: true },
    ],
  };
}

function timeliness(): WrittenQuestion {
  return {
    kind: "scale",
    id: "timeliness",
    text: words("How often on time?", "Как часто вовремя?", "Қаншалықты уақытында?"),
    from: 1,
    to: 5,
    labels: {
      1: words("Never", "Никогда", "Ешқашан"),
      3: words("Half", "Наполовину", "Жартылай"),
      5: words("Always", "Всегда", "Әрқашан"),
    },
  };
}

function impact(): WrittenQuestion {
  return {
    kind: "grid",
    id: "impact",
    text: words("How important?", "Насколько важно?", "Қаншалықты маңызды?"),
    from: 0,
    to: 5,
    labels: {
      0: words("Not at all", "Совсем не важно", "Мүлде маңызды емес"),
      5: words("Very", "Очень", "Өте маңызды"),
    },
    rows: [
      { id: "funding", label: words("Funding", "Деньги", "Қаржы") },
      {
        id: "rules",
        label: words("Rules", "Правила", "Ережелер"),
        hint: words("of the road", "движения", "жол ережелері"),
      },
      { id: "people", label: words("People", "Люди", "Адамдар") },
    ],
  };
}
