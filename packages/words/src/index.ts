import { IntlMessageFormat } from "intl-messageformat";
import english from "./en.json" with { type: "json" };

/** Names of messages: `now.title`. */
export type WordId = keyof typeof english;

/** What fills a message's places: `{count, plural, …}`, `{name}`. */
export type Values = Record<string, string | number>;

/** What is said in one language. */
export interface Words {
  /** BCP 47: `de`. */
  language: Language;
  say(id: WordId, values?: Values): string;
}

/** Languages that Baton speaks, each with a file of its own. A new one is a file more, and a line in `files`. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

const files: Record<Exclude<Language, "en">, () => Promise<{ default: Partial<Record<WordId, string>> }>> = {
  de: () => import("./de.json", { with: { type: "json" } }),
};

/** Messages of a language. They are read as ICU has them (https://unicode-org.github.io/icu/userguide/format_parse/messages/), each once, when first said. */
function speaking(language: Language, messages: Partial<Record<WordId, string>>): Words {
  const formats = new Map<WordId, IntlMessageFormat>();
  return {
    language,
    say(id, values) {
      let format = formats.get(id);
      if (!format) {
        format = new IntlMessageFormat(messages[id] ?? english[id], language, undefined, { ignoreTag: true });
        formats.set(id, format);
      }
      return String(format.format(values));
    },
  };
}

/** English, which is always there. */
export const inEnglish: Words = speaking("en", english);

const spoken = new Map<Language, Words>([["en", inEnglish]]);

/** What is said in a language; its file is loaded when somebody first reads it. */
export async function wordsIn(language: Language): Promise<Words> {
  const found = spoken.get(language);
  if (found || language === "en") return found ?? inEnglish;
  const { default: messages } = await files[language]();
  const words = speaking(language, messages);
  spoken.set(language, words);
  return words;
}

/** The first of some languages that Baton speaks, `de` for `de-AT`; English, if it speaks none. */
export const spokenOf = (wanted: readonly string[]): Language =>
  wanted
    .map((one) => one.toLowerCase().split(/[-_]/)[0])
    .flatMap((primary) => languages.find((language) => language === primary) ?? [])[0] ?? "en";
