import { plainName } from "./plain-name.ts";

/** Languages in which most people name their country; others are looked through when these and ISO 3166 do not have it. */
const FIRST_LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt"];

/** Names in use that neither ISO 3166 nor the runtime has. */
const everyday = new Map(
  Object.entries({
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
    Turkey: "TR",
    "Czech Republic": "CZ",
    "Ivory Coast": "CI",
  }).map(([name, code]) => [plainName(name), code]),
);

const byLanguage = new Map<string, ReadonlyMap<string, string>>();

/** Countries by their names in a language, as the runtime has them. */
function namesIn(language: string, codes: Iterable<string>): ReadonlyMap<string, string> {
  const known = byLanguage.get(language);
  if (known) return known;
  const found = new Map<string, string>();
  for (const style of language === "en" ? (["long", "short"] as const) : (["long"] as const)) {
    const named = new Intl.DisplayNames(language, { type: "region", style, fallback: "none" });
    for (const code of codes) {
      const plain = plainName(named.of(code) ?? "");
      if (plain !== "" && !found.has(plain)) found.set(plain, code);
    }
  }
  byLanguage.set(language, found);
  return found;
}

/**
 * ISO 3166 alpha-2 for an alpha-3 code or a country's name in one of some fifty languages. Loaded when something else than a code was
 * given; ISO's own list (npm `iso-3166`) only when the larger languages do not have it.
 */
export async function countryNamed(text: string, codes: ReadonlySet<string>): Promise<string | undefined> {
  if (!/^[\p{L}\p{M}\s,.'’‘`()&-]+$/u.test(text)) return undefined;
  const plain = plainName(text);
  const among = (languages: readonly string[]) => {
    for (const language of languages) {
      const code = namesIn(language, codes).get(plain);
      if (code !== undefined) return code;
    }
    return undefined;
  };
  const known = everyday.get(plain) ?? among(FIRST_LANGUAGES);
  if (known !== undefined) return known;
  const [{ countryListed }, { NAMING_LANGUAGES }] = await Promise.all([
    import("./iso-countries.ts"),
    import("./naming-languages.ts"),
  ]);
  return countryListed(text.trim().toUpperCase(), plain) ?? among(NAMING_LANGUAGES);
}
