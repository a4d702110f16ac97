import type { FieldValue, Known } from "@baton/core/fields";
import { small } from "./agreements.ts";

/** Conditions as people write them. */
export type Written = { [key: string]: unknown };

export interface RandomAgreement {
  text: string;
  routing: { name: string; when: Written }[];
  score: { bands: Record<string, number>; rules: { name: string; when: Written; points: number }[] };
}

export interface RandomLead {
  fields: Record<string, FieldValue>;
  known: Known;
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Random = () => number;
const below = (random: Random, count: number): number => Math.floor(random() * count);
const one = <T>(random: Random, of: readonly T[]): T => of[below(random, of.length)]!;
const some = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: below(random, most + 1) }, make);

/** Texts that are equal, or nearly, once folded: sharp s, dotted and dotless i, sigmas, composed and decomposed letters. */
const words = [
  ..."straße|STRASSE|Straẞe|strase|istanbul|İstanbul|Istanbul|ıstanbul|ISTANBUL|i̇stanbul".split("|"),
  ..."ΟΔΟΣ|οδος|οδοσ|Οδός|café|cafe\u0301|CAFÉ|cafe| de |DE|at|At|d".split("|"),
];
const numbers = [-1, -0.5, 0, 0.1, 0.3, 1, 1.5, 2, 5, 9.999999, 10, 10.000001, 50, 500, 1e9];
const moments = [
  "2026-11-24T09:00:00Z",
  "2026-11-24T09:00:00.001Z",
  "2026-11-24T10:00:00+01:00",
  "2026-11-24T08:59:59.999Z",
  "2025-02-28T23:30:00-05:00",
];
const emails = ["a@gmail.com", "B@GMail.com", "c@mailinator.com", "d@firm.example", "e@straße.example"];
/** As the lists have it: a mailbox to throw away is free too. */
const free = ["gmail.com", "mailinator.com"];
const disposable = ["mailinator.com"];
const domains = ["gmail.com", "GMAIL.com", "mailinator.com", "firm.example", "strasse.example"];
const sources = ["web", "fair", "ads"];
const bands = ["hot", "Straße", "cold"];
const owners = ["ana", "ben", "sam"];

type Kind = { type: "string" | "number" | "boolean" | "instant"; values: readonly (string | number | boolean)[] };
const kind = (type: Kind["type"], values: Kind["values"]): Kind => ({ type, values });

/** What leads bring, and what follows from it. */
const given: Record<string, Kind> = {
  country: kind("string", words),
  title: kind("string", words),
  company: kind("string", words),
  tier: kind("string", words),
  employees: kind("number", numbers),
  budget: kind("number", numbers),
  demo: kind("boolean", [true, false]),
  renewal: kind("instant", moments),
  submittedAt: kind("instant", moments),
};
const derived: Record<string, Kind> = {
  "email.domain": kind("string", domains),
  "email.free": kind("boolean", [true, false]),
  "email.disposable": kind("boolean", [true, false]),
  source: kind("string", sources),
  test: kind("boolean", [true, false]),
  receivedAt: kind("instant", moments),
  "person.known": kind("boolean", [true, false]),
  "person.owner": kind("string", owners),
  "account.known": kind("boolean", [true, false]),
  "account.owner": kind("string", owners),
};
const decided: Record<string, Kind> = {
  score: kind("number", [-3, 0, 0.3, 1, 5, 9.9, 10]),
  band: kind("string", bands),
};

/** An agreement with rules of every kind; every third one has so many that no rule set is small to it. */
export function randomAgreement(random: Random): RandomAgreement {
  const fields = Object.entries({ ...given, ...derived });
  // A few fields only in half of them, so that rules overlap; in the others every one.
  const narrow = random() < 0.5;
  const pick = narrow ? some(random, 2, () => one(random, fields)).concat([one(random, fields)]) : fields;
  const routable = [...pick, ...(random() < 0.6 ? Object.entries(decided) : [])];
  const many = random() < 0.33;
  const flat = random() < 0.5;
  const when = (of: [string, Kind][]) => (flat && random() < 0.8 ? plainRule(random, of) : written(random, of, 3));
  const routing = Array.from({ length: 1 + below(random, many ? 90 : 20) }, (_, n) => ({
    name: `Rule ${n}`,
    when: when(routable),
  }));
  const rules = some(random, many ? 24 : 6, () => 0).map((_, n) => ({
    name: `Points ${n}`,
    when: when(pick),
    points: one(random, [-10, -1, -0.1, 0.1, 0.2, 1, 3, 5]),
  }));
  const score = { bands: { hot: 10, Straße: 0.3, cold: -2 }, rules };
  const text = small({
    sources: Object.fromEntries(sources.map((id) => [id, { provider: "form", auth: { token: "WEB" } }])),
    fields: {
      employees: { type: "number" },
      budget: { type: "number" },
      tier: { type: "string" },
      demo: { type: "boolean" },
      renewal: { type: "instant" },
    },
    score,
    routing: routing.map((rule) => ({ ...rule, to: "sales", sla: "fast" })),
  });
  return { text, routing, score };
}

/** Three conditions side by side, as most rules are. */
function plainRule(random: Random, fields: [string, Kind][]): Written {
  return Object.assign({}, ...Array.from({ length: 3 }, () => test(random, one(random, fields))));
}

function written(random: Random, fields: [string, Kind][], depth: number): Written {
  const parts = some(random, 3, () => {
    const inner = (most: number) => some(random, most, () => written(random, fields, depth - 1));
    const roll = depth === 0 ? 0 : random();
    if (roll < 0.6) return test(random, one(random, fields));
    if (roll < 0.72) return { all: inner(3) };
    if (roll < 0.88) return { any: inner(4) };
    return { not: written(random, fields, depth - 1) };
  });
  return Object.assign({}, ...parts);
}

function test(random: Random, [field, { type, values }]: [string, Kind]): Written {
  const value = () => one(random, values);
  const list = () => some(random, 4, value);
  const roll = random();
  if (roll < 0.3) return { [field]: value() };
  if (roll < 0.42) return { [field]: list() };
  if (roll < 0.5) return { [field]: { exists: random() < 0.5 } };
  const operators: (() => Written)[] = [
    () => ({ eq: value() }),
    () => ({ ne: value() }),
    () => ({ in: list() }),
    () => ({ notIn: list() }),
  ];
  if (type === "string")
    for (const operator of ["contains", "startsWith", "endsWith"])
      operators.push(() => ({ [operator]: part(random, value() as string) }));
  if (type === "number" || type === "instant") {
    const range = () => ({ [one(random, ["lt", "lte"])]: value(), [one(random, ["gt", "gte"])]: value() });
    for (const operator of ["lt", "lte", "gt", "gte"]) operators.push(() => ({ [operator]: value() }));
    operators.push(range, range, range);
  }
  return { [field]: one(random, operators)() };
}

/** A piece of a text, at times none of it. */
function part(random: Random, text: string): string {
  const letters = [...text];
  const from = below(random, letters.length + 1);
  return random() < 0.3 ? text : letters.slice(from, from + below(random, 5)).join("");
}

/** A lead out of the same values that rules name, each field at times absent. */
export function randomLead(random: Random): RandomLead {
  const absent = random() < 0.5 ? 0.1 : 0.5;
  const fields: Record<string, FieldValue> = {};
  for (const [name, { type, values }] of Object.entries(given)) {
    if (random() < absent) continue;
    const value = one(random, values);
    fields[name] = type === "number" && random() < 0.3 ? (value as number) + one(random, [-1e-6, 1e-6, 0.5]) : value;
  }
  if (random() > absent) fields.email = one(random, emails);
  const entity = () =>
    random() < absent
      ? undefined
      : { known: random() < 0.5, ...(random() < 0.6 && { owner: one(random, ["ana", "Ben", "SAM"]) }) };
  const [person, account] = [entity(), entity()];
  return {
    fields,
    known: {
      receivedAt: Date.parse(one(random, moments)) + one(random, [0, 0, 1, -1]),
      ...(random() > absent && { source: one(random, sources) }),
      ...(random() > absent && { test: random() < 0.5 }),
      ...(person && { person }),
      ...(account && { account }),
    },
  };
}

/** What the language's description makes of an agreement, condition by condition as written, without a thought to speed. */
export function reference({ routing, score }: RandomAgreement) {
  return (lead: World) => {
    const points = score.rules.filter(({ when }) => holds(when, lead)).map(({ points }) => points);
    const tenths = points.reduce((sum, points) => sum + Math.round(points * 10), 0);
    const total = tenths / 10;
    const reached = Object.entries(score.bands).filter(([, from]) => total >= from);
    const band = reached.sort(([, a], [, b]) => b - a)[0]?.[0];
    const decided: World = { ...lead, score: total, ...(band !== undefined && { band: casefolded(band) }) };
    return {
      score: total,
      band: band ?? null,
      rule: routing.find(({ when }) => holds(when, decided))?.name ?? null,
    };
  };
}

/** What conditions see of a lead: instants as milliseconds, texts folded; absent fields have no key. */
export type World = Record<string, string | number | boolean>;

export function worldOf({ fields, known }: RandomLead): World {
  const world: World = {
    receivedAt: known.receivedAt,
    test: known.test === true,
    "person.known": known.person?.known === true,
    "account.known": known.account?.known === true,
  };
  for (const [name, value] of Object.entries(fields)) world[name] = comparable(name, value);
  if (known.source) world.source = known.source;
  if (known.person?.owner) world["person.owner"] = casefolded(known.person.owner);
  if (known.account?.owner) world["account.owner"] = casefolded(known.account.owner);
  if (typeof fields.email === "string") {
    const domain = casefolded(fields.email.split("@")[1]!);
    world["email.domain"] = domain;
    world["email.free"] = free.includes(domain);
    world["email.disposable"] = disposable.includes(domain);
  }
  return world;
}

function holds(when: Written, world: World): boolean {
  for (const key in when) if (!clause(key, when[key], world)) return false;
  return true;
}

function clause(key: string, value: unknown, world: World): boolean {
  if (key === "all") return (value as Written[]).every((part) => holds(part, world));
  if (key === "any") return (value as Written[]).some((part) => holds(part, world));
  if (key === "not") return !holds(value as Written, world);
  if (Array.isArray(value)) return operator(key, "in", value, world);
  if (typeof value !== "object") return operator(key, "eq", value, world);
  for (const name in value) if (!operator(key, name, (value as Written)[name], world)) return false;
  return true;
}

function operator(field: string, name: string, operand: unknown, world: World): boolean {
  const fact = world[field];
  if (name === "exists") return operand === (fact !== undefined);
  if (fact === undefined) return false;
  if (name === "in") return (operand as unknown[]).some((value) => comparable(field, value) === fact);
  if (name === "notIn") return !(operand as unknown[]).some((value) => comparable(field, value) === fact);
  const value = comparable(field, operand);
  if (name === "eq") return fact === value;
  if (name === "ne") return fact !== value;
  if (name === "lt") return fact < value;
  if (name === "lte") return fact <= value;
  if (name === "gt") return fact > value;
  if (name === "gte") return fact >= value;
  if (name === "contains") return (fact as string).includes(value as string);
  if (name === "startsWith") return (fact as string).startsWith(value as string);
  if (name === "endsWith") return (fact as string).endsWith(value as string);
  throw new Error(`There is no operator ${name}.`);
}

function comparable(field: string, value: unknown): string | number | boolean {
  if (typeof value !== "string") return value as number | boolean;
  return instants.has(field) ? instant(value) : casefolded(value);
}

const instants = new Set(["renewal", "submittedAt", "receivedAt"]);

/** Each text is read once, because it comes up in millions of comparisons. */
function once<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      found = read(text);
      known.set(text, found);
    }
    return found;
  };
}

const instant = once(Date.parse);

/** Unicode case folding letter by letter, for the letters there are here: CaseFolding.txt, statuses C and F. */
const casefolded = once((text) =>
  [...text.normalize("NFC").trim()]
    .map((letter) => special[letter] ?? letter.toLowerCase())
    .join("")
    .normalize("NFC"),
);

const special: Record<string, string> = { ß: "ss", ẞ: "ss", İ: "i\u0307", ı: "ı", ς: "σ", Σ: "σ" };
