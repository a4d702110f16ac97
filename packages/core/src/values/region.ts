import { iso31662 } from "iso-3166/2.js";
import { plainName } from "./plain-name.ts";

/** Marks of a name that tell the kind of region from its name: `Bayern (Freistaat)`, `Comunidad de Madrid [Community of]`. */
const ASIDE = /[[(*].*$/;

let byCountry: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;

/**
 * ISO 3166-2 for a region's code or name in a country: `US-TX` for `TX`, `us-tx` and `Texas` (npm `iso-3166`). Without a country only
 * a whole code is read. Loaded when there is a region.
 */
export function readRegion(text: string, country: string | undefined): string | undefined {
  byCountry ??= index();
  const code = text.trim().toUpperCase();
  // `Al-Qassim` begins like a code of Albania.
  const whole = byCountry.get(code.replace(/-.*/s, ""))?.get(code);
  if (whole !== undefined || country === undefined) return whole;
  const regions = byCountry.get(country);
  return regions?.get(`${country}-${code}`) ?? regions?.get(plainName(text));
}

/** All codes there are. */
export const regionCodes = (): string[] => iso31662.map(({ code }) => code);

function index(): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const found = new Map<string, Map<string, string>>();
  for (const { code, name } of iso31662) {
    const country = code.slice(0, 2);
    const regions = found.get(country) ?? new Map<string, string>();
    found.set(country, regions);
    regions.set(code, code);
    const plain = plainName(name.replace(ASIDE, ""));
    if (!regions.has(plain)) regions.set(plain, code);
  }
  return found;
}
