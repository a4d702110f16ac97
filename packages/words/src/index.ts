import { IntlMessageFormat } from "intl-messageformat";
import english from "./en.json" with { type: "json" };
import type { Language } from "./languages.ts";

export { type Language, languages, spokenOf } from "./languages.ts";

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
export const inEnglish: Words = /* @__PURE__ */ speaking("en", english);

const spoken = new Map<Language, Words>();

/** What is said in a language; its file is loaded when somebody first reads it. */
export async function wordsIn(language: Language): Promise<Words> {
  if (language === "en") return inEnglish;
  const found = spoken.get(language);
  if (found) return found;
  const { default: messages } = await files[language]();
  const words = speaking(language, messages);
  spoken.set(language, words);
  return words;
}
