import { places } from "./places.ts";

/** Where a lead is, and what says so. */
export interface LeadZone {
  /** IANA time zone. */
  zone: string;
  by: "phone" | "region" | "country";
}

let zones: ReadonlyMap<string, string> | undefined;

/**
 * Zones by what begins a telephone number (`+1512`), by region (`US-TX`) and by country (`DE`); empty where there are several, and by the
 * calling code of a country with most people in one (`~34`).
 */
const zoneOf = (place: string): string | undefined => {
  zones ??= new Map(Object.entries(places).flatMap(([zone, all]) => all.split(" ").map((one) => [one, zone] as const)));
  return zones.get(place);
};

/**
 * The time zone of a lead: of the area its number is of (a mobile one may be anywhere), else of its region, else of its country where
 * nine in ten people share one. Undefined where they do not tell.
 */
export function zoneOfLead({ phone, region, country }: Readonly<Record<string, unknown>>): LeadZone | undefined {
  const number = typeof phone === "string" ? phone : "";
  const area = zoneOfNumber(number);
  if (area) return { zone: area, by: "phone" };
  const own = typeof region === "string" ? zoneOf(region) : undefined;
  // Where a region has several, most of its country says nothing.
  if (own !== undefined) return own ? { zone: own, by: "region" } : undefined;
  const of = typeof country === "string" ? country : typeof region === "string" ? region.slice(0, 2) : undefined;
  const whole = of && zoneOf(of);
  if (whole) return { zone: whole, by: "country" };
  const abroad = of === undefined ? zoneOfNumber(number, "~") : undefined;
  return abroad ? { zone: abroad, by: "phone" } : undefined;
}

/** By the longest beginning that is known. */
function zoneOfNumber(phone: string, sign = "+"): string | undefined {
  const [digits = ""] = phone.slice(1).split(";");
  for (let length = Math.min(digits.length, LONGEST); length > 0; length--) {
    const zone = zoneOf(sign + digits.slice(0, length));
    if (zone !== undefined) return zone;
  }
  return undefined;
}
const LONGEST = 9;
