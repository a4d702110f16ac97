import { iso31661 } from "iso-3166/1.js";
import { NAMING_LANGUAGES, plainName } from "./plain-name.ts";

/** Names in use that neither ISO 3166 nor the runtime has. */
const everyday: Readonly<Record<string, string>> = {
  UAE: "AE",
  "US Minor Outlying Islands": "UM",
  England: "GB",
  Scotland: "GB",
  Wales: "GB",
  "Northern Ireland": "GB",
  "Great Britain": "GB",
  "Republic of Ireland": "IE",
  Holland: "NL",
  Macau: "MO",
  Burma: "MM",
  Swaziland: "SZ",
  "Eswatini (Swaziland)": "SZ",
  Macedonia: "MK",
  "Macedonia, the former Yugoslav Republic of": "MK",
  "East Timor": "TL",
  "South Georgia": "GS",
  "Svalbard and Jan Mayen Islands": "SJ",
  "Heard and McDonald Islands": "HM",
  Kosovo: "XK",
  Turkey: "TR",
  "Czech Republic": "CZ",
  "Ivory Coast": "CI",
};

const byAlpha3 = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, alpha2]));
let byName: ReadonlyMap<string, string> | undefined;

/**
 * ISO 3166 alpha-2 for an alpha-3 code or a country's name in one of some fifty languages (npm `iso-3166` and the runtime's names).
 * Loaded when something else than a code was given.
 */
export function countryNamed(text: string): string | undefined {
  if (!/^[\p{L}\p{M}\s,.'’‘`()&-]+$/u.test(text)) return undefined;
  const code = byAlpha3.get(text.toUpperCase());
  if (code !== undefined) return code;
  byName ??= names();
  return byName.get(plainName(text));
}

function names(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (name: string | undefined, code: string) => {
    const plain = plainName(name ?? "");
    if (plain !== "" && !found.has(plain)) found.set(plain, code);
  };
  for (const [name, code] of Object.entries(everyday)) add(name, code);
  for (const { name, alpha2 } of iso31661) add(name, alpha2);
  for (const language of NAMING_LANGUAGES)
    for (const style of language === "en" ? (["long", "short"] as const) : (["long"] as const)) {
      const named = new Intl.DisplayNames(language, { type: "region", style, fallback: "none" });
      for (const { alpha2 } of iso31661) add(named.of(alpha2), alpha2);
    }
  return found;
}
