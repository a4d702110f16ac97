import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Language, languages } from "@baton/words";
import { IntlMessageFormat } from "intl-messageformat";
import { describe, expect, it } from "vitest";

const packages = new URL("../../../packages", import.meta.url).pathname;
const messagesOf = (language: Language): Record<string, string> =>
  JSON.parse(readFileSync(join(packages, `words/src/${language}.json`), "utf8"));
const english = messagesOf("en");
const others = languages.filter((language) => language !== "en");

type Part = ReturnType<IntlMessageFormat["getAst"]>[number];

/** What a message asks for, each with how it is used: `count plural`, `as select won|lost`. */
function placesOf(parts: readonly Part[]): string[] {
  const found = parts.flatMap((part): string[] => {
    if (!("value" in part) || typeof part.value !== "string") return [];
    if (!("options" in part)) return part.type === 0 ? [] : [`${part.value} ${part.type}`];
    const options = Object.entries(part.options);
    const isPlural = "pluralType" in part;
    const names = isPlural ? "plural" : `select ${options.map(([name]) => name).sort()}`;
    return [`${part.value} ${names}`, ...options.flatMap(([, option]) => placesOf(option.value))];
  });
  return [...new Set(found)].sort();
}

const read = (message: string, language: Language) =>
  placesOf(new IntlMessageFormat(message, language, undefined, { ignoreTag: true }).getAst());

const sources = readdirSync(packages, { recursive: true, encoding: "utf8" })
  .filter((path) => /^[^/]+\/src\/.*\.tsx?$/.test(path))
  .map((path) => readFileSync(join(packages, path), "utf8"))
  .join("\n");

describe.each(languages)("the messages in %s", (language) => {
  const messages = Object.entries(messagesOf(language));

  it("are those of English, in its order", () => {
    expect(messages.map(([id]) => id)).toEqual(Object.keys(english));
  });

  it("are read by ICU, and have the places that English has", () => {
    const places = (of: Record<string, string>, as: Language) =>
      Object.fromEntries(Object.entries(of).map(([id, message]) => [id, read(message, as)]));
    expect(places(Object.fromEntries(messages), language)).toEqual(places(english, "en"));
  });

  it("are plain: without markup, instants of machines, or blanks around them", () => {
    const wrong = messages.filter(
      ([, message]) =>
        /<\/?[a-z]|&[a-z]+;|\d{4}-\d{2}-\d{2}|\s\s/i.test(message) || message.trim() !== message || message === "",
    );
    expect(wrong).toEqual([]);
  });
});

it("says everything in every language that English is not", () => {
  for (const language of others) {
    const messages = messagesOf(language);
    const same = Object.keys(english).filter((id) => messages[id] === english[id] && /[a-z] [a-z]/.test(english[id]!));
    expect(same).toEqual([]);
  }
});

/** Families of messages, of which a value names one: `board.account.deal.${state}`. */
const families = [...sources.matchAll(/`((?:[a-z]\w*\.)+(?:[\w.]|\$\{[^}`]*\})*)`/gi)]
  .filter(([, id]) => id!.includes("${"))
  .map(([, id]) => new RegExp(`^${id!.replaceAll(".", "\\.").replaceAll(/\$\{[^}]*\}/g, "[A-Za-z-]+")}$`));

it("has no message that nobody says", () => {
  const isSaid = (id: string) => sources.includes(`"${id}"`) || families.some((family) => family.test(id));
  expect(Object.keys(english).filter((id) => !isSaid(id))).toEqual([]);
});

it("names messages by where they are said", () => {
  expect(Object.keys(english).filter((id) => !/^[a-z][A-Za-z]*(\.[a-z][A-Za-z-]*)*$/.test(id))).toEqual([]);
});
