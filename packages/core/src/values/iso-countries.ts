import { iso31661 } from "iso-3166/1.js";
import { plainName } from "./plain-name.ts";

const byAlpha3 = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, alpha2]));
const byName = new Map(iso31661.map(({ alpha2, name }) => [plainName(name), alpha2]));

/** Alpha-2 for an alpha-3 code in capitals, or for a name as ISO 3166 has it (npm `iso-3166`). */
export const countryListed = (code: string, name: string): string | undefined => byAlpha3.get(code) ?? byName.get(name);
