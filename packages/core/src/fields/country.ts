import { fold } from "../text/index.ts";

/** Languages whose names of countries are understood; where two of them disagree, the first is right. */
const LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt"];

/** Everyday names that are not the standard's. */
const everyday = new Map([
  [fold("USA"), "US"],
  [fold("United States of America"), "US"],
  [fold("England"), "GB"],
  [fold("Great Britain"), "GB"],
  [fold("Holland"), "NL"],
  [fold("The Netherlands"), "NL"],
  [fold("Czech Republic"), "CZ"],
  [fold("Turkey"), "TR"],
  [fold("Ivory Coast"), "CI"],
]);

/** ISO 3166 alpha-2 for a code or a country's name in the larger European languages; undefined for anything else. */
export function countryCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (code === "UK") return "GB";
  if (/^[A-Z]{2}$/.test(code)) return isCountry(code) ? code : undefined;
  const name = fold(text);
  if (everyday.has(name)) return everyday.get(name);
  for (const language of LANGUAGES) {
    const found = codesByName(language).get(name);
    if (found) return found;
  }
  return undefined;
}

// The runtime's lists cost tens of milliseconds, so each is read when it is first needed.
const displayNames = new Map<string, Intl.DisplayNames>();
const byName = new Map<string, ReadonlyMap<string, string>>();
let codes: string[] | undefined;

function namesIn(language: string): Intl.DisplayNames {
  let names = displayNames.get(language);
  if (!names) {
    names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    displayNames.set(language, names);
  }
  return names;
}

function codesByName(language: string): ReadonlyMap<string, string> {
  let found = byName.get(language);
  if (!found) {
    const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    codes ??= letters.flatMap((first) => letters.map((second) => first + second)).filter(isCountry);
    const names = codes.map((code): [string, string] => [fold(namesIn(language).of(code) ?? ""), code]);
    // Backwards, so that of two codes with one name the first stays.
    found = new Map(names.reverse());
    byName.set(language, found);
  }
  return found;
}

/** In use today: known to the runtime, and not the old code of another country (`DD` is now `DE`). */
function isCountry(code: string): boolean {
  return (
    code !== "ZZ" &&
    code !== "EU" &&
    code !== "UN" &&
    namesIn("en").of(code) !== undefined &&
    Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
  );
}
