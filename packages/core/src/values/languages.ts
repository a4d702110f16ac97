import ISO6391 from "iso-639-1";
import { NAMING_LANGUAGES } from "./naming-languages.ts";
import { plainName } from "./plain-name.ts";

let byName: ReadonlyMap<string, string> | undefined;

/** ISO 639-1 for a language's name (npm `iso-639-1` and the runtime's names). Loaded when something else than a tag was given. */
export function languageNamed(text: string): string | undefined {
  byName ??= names();
  return byName.get(plainName(text));
}

function names(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string | undefined, code: string) => {
    const plain = plainName(name ?? "");
    if (plain !== "" && !found.has(plain)) found.set(plain, code);
  };
  const codes = ISO6391.getAllCodes();
  for (const code of codes) {
    add(ISO6391.getName(code), code);
    add(ISO6391.getNativeName(code), code);
  }
  for (const language of NAMING_LANGUAGES) {
    const named = new Intl.DisplayNames(language, { type: "language", fallback: "none" });
    for (const code of codes) add(named.of(code), code);
  }
  return found;
}
