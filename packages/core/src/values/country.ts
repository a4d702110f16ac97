import { fold } from "../text/index.ts";

/** ISO 3166-1 alpha-2, and XK, which is in use for Kosovo. Written out, because asking the runtime costs a cold start ten milliseconds. */
const codes = new Set(
  (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ " +
    "CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR " +
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP " +
    "KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT " +
    "MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG " +
    "UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
  ).split(" "),
);

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
  if (/^[A-Z]{2}$/.test(code)) return codes.has(code) ? code : undefined;
  const name = fold(text);
  if (everyday.has(name)) return everyday.get(name);
  for (const language of LANGUAGES) {
    const found = codesByName(language).get(name);
    if (found) return found;
  }
  return undefined;
}

// The runtime's lists of names cost tens of milliseconds, so each is read when it is first needed.
const byName = new Map<string, ReadonlyMap<string, string>>();

function codesByName(language: string): ReadonlyMap<string, string> {
  let found = byName.get(language);
  if (!found) {
    const names = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    found = new Map([...codes].map((code) => [fold(names.of(code) ?? ""), code]));
    byName.set(language, found);
  }
  return found;
}
