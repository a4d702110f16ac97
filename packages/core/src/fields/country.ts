import { fold } from "../text/index.ts";

const regionNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
let byName: Map<string, string> | undefined;

/** ISO 3166 alpha-2 for a code or a country's name in the larger European languages; undefined for anything else. */
export function countryCode(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  if (code === "UK") return "GB";
  if (/^[A-Z]{2}$/.test(code)) return isCountry(code) ? code : undefined;
  byName ??= namesOfCountries();
  return byName.get(fold(text));
}

function namesOfCountries(): Map<string, string> {
  const found = new Map<string, string>([
    [fold("USA"), "US"],
    [fold("United States of America"), "US"],
    [fold("England"), "GB"],
  ]);
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  for (const language of ["en", "de", "fr", "es", "it", "nl", "pt"]) {
    const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const first of letters) {
      for (const second of letters) {
        const name = isCountry(first + second) ? names.of(first + second) : undefined;
        if (name && !found.has(fold(name))) found.set(fold(name), first + second);
      }
    }
  }
  return found;
}

/** In use today: known to the runtime, and not the old code of another country (`DD` is now `DE`). */
function isCountry(code: string): boolean {
  return (
    code !== "ZZ" &&
    code !== "EU" &&
    code !== "UN" &&
    regionNames.of(code) !== undefined &&
    Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`
  );
}
