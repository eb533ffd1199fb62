/** What stands in the way of weights, or makes them doubtful, as sentences in the staff's three languages. */
import type { Words } from "./sample-kind.ts";
import type { WeightingNote } from "./weights-report.ts";

/** How questions and groups are called in a language. */
export interface Names {
  question(id: string): string;
  group(question: string, id: string): string;
}

type Language = keyof Words;

export function noteWords(note: WeightingNote, language: Language, names: Names): string {
  const { whole, decimal, percent } = numbersIn(language);
  const pick = (words: Words) => words[language];
  switch (note.kind) {
    case "faulty":
      return `${pick(FAULTY)} ${note.faults.join("; ")}`;
    case "nobody":
      return pick(NOBODY);
    case "empty":
      return pick(empty(names.question(note.margin), names.group(note.margin, note.group)));
    case "not-converged":
      return pick(notConverged(whole(note.sweeps), percent(note.worst)));
    case "joined": {
      const [from, into] = [names.group(note.margin, note.group), names.group(note.margin, note.into)];
      return pick(joined(names.question(note.margin), from, into, whole(note.n)));
    }
    case "few":
      return pick(few(names.question(note.margin), names.group(note.margin, note.group), whole(note.n)));
    case "missing":
      return pick(missing(names.question(note.margin), whole(note.n), whole(note.of)));
    case "large-weight":
      return pick(largeWeight(decimal(note.max)));
    case "large-design-effect":
      return pick(largeDesignEffect(decimal(note.design_effect), whole(note.n), whole(Math.round(note.n_effective))));
  }
}

function numbersIn(language: Language) {
  const format = (options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options);
  const whole = format({});
  const decimal = format({ maximumFractionDigits: 1 });
  const percent = format({ style: "percent", maximumFractionDigits: 1 });
  return {
    whole: (value: number) => whole.format(value),
    decimal: (value: number) => decimal.format(value),
    percent: (value: number) => percent.format(value),
  };
}

const FAULTY: Words = {
  kk: "Ештеңе салмақталмады: халық үлестері жазылған файлда қате бар.",
  ru: "Ничего не взвешено: в файле с долями населения есть ошибки.",
  en: "Nothing is weighted: the file of margins has faults.",
};

const NOBODY: Words = {
  kk: "Салмақтайтын жауап жоқ.",
  ru: "Взвешивать нечего: пригодных ответов нет.",
  en: "There are no valid responses to weight.",
};

const empty = (question: string, group: string): Words => ({
  kk: `Ештеңе салмақталмады: «${question}» сұрағында «${group}» тобынан ешкім жоқ, ал халықта мұндай топ бар. Топты халық үлестерінің файлында басқасына қосыңыз немесе осы сұрақты одан алып тастаңыз.`,
  ru: `Ничего не взвешено: в вопросе «${question}» нет ни одного ответа из группы «${group}», а в населении она есть. Объедините группу с другой в файле долей населения или уберите из него этот вопрос.`,
  en: `Nothing is weighted: of “${group}” (${question}) nobody answered, and the population has such people. Join the group to another in the file of margins, or take this margin out.`,
});

const notConverged = (sweeps: string, worst: string): Words => ({
  kk: `Ештеңе салмақталмады: халық үлестерін бірден орындау мүмкін болмады, ${sweeps} айналымнан кейін де бір топ ${worst} алшақ қалды.`,
  ru: `Ничего не взвешено: доли населения нельзя выполнить одновременно, после ${sweeps} проходов одна из групп все еще отстоит на ${worst}.`,
  en: `Nothing is weighted: the margins cannot hold together; after ${sweeps} sweeps a group is still ${worst} off.`,
});

const joined = (question: string, group: string, into: string, n: string): Words => ({
  kk: `«${question}»: «${group}» тобында бар болғаны ${n} жауап, ол «${into}» тобына қосылды.`,
  ru: `«${question}»: в группе «${group}» всего ответов: ${n}, она объединена с группой «${into}».`,
  en: `${question}: “${group}” has no more than ${n} responses and was joined to “${into}”.`,
});

const few = (question: string, group: string, n: string): Words => ({
  kk: `«${question}»: «${group}» тобында бар болғаны ${n} жауап, олардың салмағы көпке тең.`,
  ru: `«${question}»: в группе «${group}» всего ответов: ${n}, и они весят за многих.`,
  en: `${question}: “${group}” has no more than ${n} responses, which weigh for many.`,
});

const missing = (question: string, n: string, of: string): Words => ({
  kk: `«${question}»: ${of} жауаптың ${n} осы сұрақсыз; олардың салмағын бұл үлестер өзгертпейді.`,
  ru: `«${question}»: без ответа на этот вопрос ${n} из ${of}; их вес эти доли не меняют.`,
  en: `${question}: ${n} of ${of} responses lack an answer; this margin leaves their weights alone.`,
});

const largeWeight = (max: string): Words => ({
  kk: `Ең үлкен салмақ — ${max}: жекелеген адамдардың жауабы соншалықты көп адамның орнына жүреді.`,
  ru: `Наибольший вес — ${max}: ответы отдельных людей считаются за стольких.`,
  en: `The largest weight is ${max}: single people's answers count for so many.`,
});

const largeDesignEffect = (effect: string, n: string, effective: string): Words => ({
  kk: `Жоспар әсері — ${effect}: салмақталған ${n} жауаптың дәлдігі ${effective} тең салмақты жауаптыкіндей.`,
  ru: `Дизайн-эффект — ${effect}: ${n} взвешенных ответов точны не больше, чем ${effective} равных.`,
  en: `The design effect is ${effect}: ${n} weighted responses are as precise as ${effective} equal ones.`,
});
