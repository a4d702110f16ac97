import type { FieldValue, KnownAccount, LeadContext } from "@baton/core/fields";
import type { RowValues } from "@baton/core/tables";
import { people, small } from "../agreements.ts";

/** Conditions as people write them. */
export type Written = { [key: string]: unknown };

export interface RandomAgreement {
  text: string;
  routing: { name: string; when: Written }[];
  score: { bands: Record<string, number>; rules: { name: string; when: Written; points: number }[] };
}

export interface RandomLead {
  fields: Record<string, FieldValue>;
  known: LeadContext;
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
/** So many that ranges among them begin and end all over. */
const amounts = Array.from({ length: 60 }, (_, n) => n * 10);
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
  email: kind("string", emails),
  employees: kind("number", numbers),
  budget: kind("number", amounts),
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
  "received.hour": kind("number", [-1, 0, 4, 8, 9, 10, 17, 22, 23, 24]),
  "received.weekday": kind("string", ["sun", "mon", "tue", "sat"]),
  "received.working": kind("string", ["office", "night"]),
  "person.known": kind("boolean", [true, false]),
  "person.owner": kind("string", owners),
  "account.known": kind("boolean", [true, false]),
  "account.owner": kind("string", owners),
  "account.ae": kind("string", owners),
  "account.csm": kind("string", owners),
  "account.tier": kind("string", ["gold", "Gold ", "silver"]),
  "account.parent": kind("string", ["globex.example", "globex"]),
  "table.land.owner": kind("string", [...owners, "sales"]),
  "table.land.size": kind("string", ["small", "Large "]),
  "table.land.quota": kind("number", [0, 2.5, 10]),
};
const decided: Record<string, Kind> = {
  score: kind("number", [-3, 0, 0.3, 1, 5, 9.9, 10]),
  band: kind("string", bands),
};

const everyField = Object.keys({ ...given, ...derived, ...decided });

/** An agreement with rules of every kind; every third one has so many that no rule set is small to it. */
export function randomAgreement(random: Random): RandomAgreement {
  const fields = Object.entries({ ...given, ...derived });
  const ordered = fields.filter(([, { type }]) => type === "number" || type === "instant");
  // A few fields only in many of them, so that rules overlap; in others every one.
  const roll = random();
  const few = () => some(random, 2, () => one(random, fields)).concat([one(random, fields)]);
  const pick = roll < 0.25 ? ordered : roll < 0.6 ? few() : fields;
  const routable = [...pick, ...(random() < 0.6 ? Object.entries(decided) : [])];
  const many = random() < 0.3;
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
    calendars: {
      office: { week: { "mon-fri": ["09:00-17:00"] } },
      night: { week: { "mon-thu": ["22:00-24:00"] } },
    },
    sources: Object.fromEntries(sources.map((id) => [id, { provider: "form", auth: { token: "WEB" } }])),
    fields: {
      employees: { type: "number" },
      budget: { type: "number" },
      tier: { type: "string" },
      demo: { type: "boolean" },
      renewal: { type: "instant" },
    },
    tables: { land: { by: { country: "key" }, gives: { owner: "target", size: "string", quota: "number" } } },
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
  // Seldom nothing at all, which takes every lead and leaves none to the rules after it.
  const least = random() < 0.03 ? 0 : 1;
  const parts = Array.from({ length: least + below(random, 3) }, () => {
    const inner = (most: number) => some(random, most, () => written(random, fields, depth - 1));
    const roll = depth === 0 ? 0 : random();
    if (roll < 0.6) return test(random, one(random, fields));
    if (roll < 0.72) return { all: inner(3) };
    if (roll < 0.82) return { any: inner(4) };
    if (roll < 0.9) return { any: alternatives(random, one(random, fields)) };
    return { not: written(random, fields, depth - 1) };
  });
  return Object.assign({}, ...parts);
}

/** Several ways for one field to be right. */
const alternatives = (random: Random, field: [string, Kind]): Written[] =>
  Array.from({ length: 2 + below(random, 3) }, () => test(random, field));

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
  const entity = () =>
    random() < absent
      ? undefined
      : { known: random() < 0.5, ...(random() < 0.6 && { owner: one(random, ["ana", "Ben", "SAM"]) }) };
  const person = entity();
  const company = entity();
  const account = company && {
    ...company,
    ...aboutCompany(
      () => random() < absent,
      (of) => one(random, of),
    ),
  };
  return {
    fields,
    known: {
      receivedAt: Date.parse(one(random, moments)) + one(random, [0, 0, 1, -1]),
      ...(random() > absent && { source: one(random, sources) }),
      ...(random() > absent && { test: random() < 0.5 }),
      ...(person && { person }),
      ...(account && { account }),
      tables: { land: saidOfLand((of) => (random() < absent ? undefined : one(random, of))) },
    },
  };
}

/** What a row says of a lead, each cell at times empty. */
const saidOfLand = (pick: (of: Comparable[]) => Comparable | undefined): RowValues =>
  Object.fromEntries(
    ["owner", "size", "quota"].flatMap((column) => {
      const value = pick(derived[`table.land.${column}`]!.values as Comparable[]);
      return value === undefined ? [] : [[column, value]];
    }),
  );

/** What may be known of a company besides its owner. */
function aboutCompany(isAbsent: () => boolean, pick: (of: readonly string[]) => string): Partial<KnownAccount> {
  const said = (["ae", "csm", "tier", "parent"] as const).flatMap((name) =>
    isAbsent() ? [] : [[name, pick(derived[`account.${name}`]!.values as string[])]],
  );
  return Object.fromEntries(said);
}

/** What the language's description makes of an agreement: rule by rule, condition by condition, as written. */
export function reference({ routing, score }: RandomAgreement) {
  const routes = routing.map(({ name, when }) => ({ name, when: spelledOut(when) }));
  const rules = score.rules.map(({ when, points }) => ({ when: spelledOut(when), tenths: Math.round(points * 10) }));
  const highestFirst = Object.entries(score.bands)
    .sort(([, a], [, b]) => b - a)
    .map(([name, from]) => ({ name, from, fact: casefolded(name) }));
  /** Overwrites the lead's score and band. */
  return (lead: World) => {
    let tenths = 0;
    for (const rule of rules) if (holds(rule.when, lead)) tenths += rule.tenths;
    lead.score = tenths / 10;
    const band = highestFirst.find(({ from }) => tenths / 10 >= from);
    lead.band = band?.fact;
    const route = routes.find(({ when }) => holds(when, lead));
    return { score: tenths / 10, band: band?.name ?? null, rule: route?.name ?? null };
  };
}

/** What conditions see of a lead: instants as milliseconds, texts folded, nothing of what is absent. */
export type World = Record<string, Comparable | undefined>;
type Comparable = string | number | boolean;

export function worldOf({ fields, known }: RandomLead): World {
  // Every field in the same order, which processors of objects are quick with.
  const world: World = Object.fromEntries(everyField.map((name) => [name, undefined]));
  world.receivedAt = known.receivedAt;
  const received = new Date(known.receivedAt);
  const [weekday, hour] = [received.getUTCDay(), received.getUTCHours()];
  world["received.hour"] = hour;
  world["received.weekday"] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"][weekday];
  if (weekday >= 1 && weekday <= 5 && hour >= 9 && hour < 17) world["received.working"] = "office";
  if (weekday >= 1 && weekday <= 4 && hour >= 22) world["received.working"] = "night";
  world.test = known.test === true;
  world["person.known"] = known.person?.known === true;
  world["account.known"] = known.account?.known === true;
  for (const [name, value] of Object.entries(fields)) world[name] = comparable(name, value);
  if (known.source) world.source = known.source;
  if (known.person?.owner) world["person.owner"] = casefolded(known.person.owner);
  for (const name of ["owner", "ae", "csm", "tier", "parent"] as const) {
    const said = known.account?.[name];
    if (said) world[`account.${name}`] = casefolded(said);
  }
  for (const [column, value] of Object.entries(known.tables?.land ?? {}))
    world[`table.land.${column}`] = typeof value === "string" ? casefolded(value) : value;
  if (typeof fields.email === "string") {
    const domain = casefolded(fields.email.split("@")[1]!);
    world["email.domain"] = domain;
    world["email.free"] = free.includes(domain);
    world["email.disposable"] = disposable.includes(domain);
  }
  return world;
}

/** A condition without shorthands, its values as leads have them. */
type Clause = All | Any | Not | Asked;
type All = { all: Clause[] };
type Any = { any: Clause[] };
type Not = { not: Clause };
type Asked = { field: string; operator: string; operand: Comparable | Comparable[] };

function spelledOut(when: Written): Clause {
  const all = Object.entries(when).flatMap(([key, value]): Clause[] => {
    if (key === "all") return (value as Written[]).map(spelledOut);
    if (key === "any") return [{ any: (value as Written[]).map(spelledOut) }];
    if (key === "not") return [{ not: spelledOut(value as Written) }];
    if (Array.isArray(value)) return [asked(key, "in", value)];
    if (typeof value !== "object") return [asked(key, "eq", value)];
    return Object.entries(value as Written).map(([operator, operand]) => asked(key, operator, operand));
  });
  return { all };
}

const asked = (field: string, operator: string, operand: unknown): Asked => ({
  field,
  operator,
  operand: Array.isArray(operand) ? operand.map((value) => comparable(field, value)) : comparable(field, operand),
});

function holds(clause: Clause, world: World): boolean {
  if ("field" in clause) return answers(world[clause.field], clause);
  if ("all" in clause) return clause.all.every((part) => holds(part, world));
  if ("any" in clause) return clause.any.some((part) => holds(part, world));
  return !holds(clause.not, world);
}

function answers(fact: Comparable | undefined, { operator, operand }: Asked): boolean {
  if (operator === "exists") return operand === (fact !== undefined);
  if (fact === undefined) return false;
  switch (operator) {
    case "eq":
      return fact === operand;
    case "ne":
      return fact !== operand;
    case "in":
      return (operand as Comparable[]).includes(fact);
    case "notIn":
      return !(operand as Comparable[]).includes(fact);
    case "lt":
      return fact < operand;
    case "lte":
      return fact <= operand;
    case "gt":
      return fact > operand;
    case "gte":
      return fact >= operand;
    case "contains":
      return (fact as string).includes(operand as string);
    case "startsWith":
      return (fact as string).startsWith(operand as string);
    case "endsWith":
      return (fact as string).endsWith(operand as string);
    default:
      throw new Error(`There is no operator ${operator}.`);
  }
}

function comparable(field: string, value: unknown): Comparable {
  if (typeof value !== "string") return value as number | boolean;
  return instants.has(field) ? Date.parse(value) : casefolded(value);
}

const instants = new Set(["renewal", "submittedAt", "receivedAt"]);

/** Unicode case folding letter by letter, for the letters there are here: CaseFolding.txt, statuses C and F. */
const casefolded = (text: string): string =>
  [...text.normalize("NFC").trim()]
    .map((letter) => special[letter] ?? letter.toLowerCase())
    .join("")
    .normalize("NFC");

const special: Record<string, string> = { ß: "ss", ẞ: "ss", İ: "i\u0307", ı: "ı", ς: "σ", Σ: "σ" };

/** The same rules for people who come and go, in several teams: leave, limits, targets of every kind, with and without `else`. */
export function withTargets(random: Random, { text }: RandomAgreement): string {
  const day = () => `2026-${one(random, ["11", "12"])}-${10 + below(random, 18)}`;
  const leave = () => [day(), day()].sort();
  const person = () => ({
    away: some(random, 1, leave).map(([from, to]) => ({ from, to })),
    capacity: random() < 0.7 ? {} : { [one(random, ["open", "perDay"])]: below(random, 3) },
    manager: "vera",
    languages: some(random, 2, () => one(random, spoken)),
    skills: random() < 0.5 ? ["solar"] : [],
  });
  const requires = () =>
    random() < 0.75
      ? {}
      : { require: [one(random, ["languages", { languages: ["de"] }, { skills: ["solar"] }] as const)] };
  const team = (members: string[]) => ({
    members,
    ...requires(),
    ...(random() < 0.15 && { capacity: { perWeek: 2 } }),
  });
  const members = () => owners.concat("cleo").filter(() => random() < 0.4);
  const policies = ["fast", "slow"];
  const agreement = JSON.parse(text);
  return JSON.stringify({
    ...agreement,
    people: people({
      ...Object.fromEntries([...owners, "cleo"].map((id) => [id, person()])),
      vera: { manager: undefined, languages: ["de"], skills: ["solar"] },
    }),
    teams: { sales: { members: ["vera"] }, east: team(members()), west: team(members()) },
    sla: Object.fromEntries(policies.map((policy) => [policy, agreement.sla.fast])),
    routing: agreement.routing.map((rule: object) => ({
      ...rule,
      to:
        random() < 0.15
          ? [
              { team: "east", share: 1 },
              { team: "west", share: "30%" },
            ]
          : one(random, [
              "sales",
              "east",
              "west",
              "ana",
              "manager",
              "account.owner",
              "account.csm",
              "person.owner",
              "table.land.owner",
            ]),
      ...(random() < 0.6 && { else: fallbacks(random) }),
      ...(random() < 0.8 ? {} : requires()),
      sla: one(random, policies),
    })),
  });
}

/** Languages that people of a random agreement speak. */
const spoken = ["de", "en"];
/** Those that its leads speak. */
export const languages = [...spoken, "fr"];

/** Whom a rule tries when its target cannot take a lead: one, several, or somebody after a while. */
function fallbacks(random: Random): unknown {
  const target = () => one(random, ["sales", "east", "vera", "cleo"]);
  const roll = random();
  if (roll < 0.5) return target();
  return roll < 0.75 ? [target(), target()] : [{ wait: "2h" }, ...some(random, 1, target)];
}

/** Fields that an agreement's conditions ask about, besides score and band. */
export function fieldsAsked({ routing, score }: RandomAgreement): string[] {
  const named = (value: unknown): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, part]) => [...(everyField.includes(key) ? [key] : []), ...named(part)]);
  const asked = new Set([...routing, ...score.rules].flatMap(({ when }) => named(when)));
  return [...asked].filter((field) => !(field in decided));
}

/** A lead that tells rules about these fields apart: each has a value that rules name, one beside it, or none. */
export function leadAbout(random: Random, fields: readonly string[]): RandomLead {
  const kinds = { ...given, ...derived };
  const chosen = fields.flatMap((field): [string, FieldValue][] => {
    const { type, values } = kinds[field]!;
    if (random() < 0.2) return [];
    const value = one(random, values);
    return [
      [field, type === "number" && random() < 0.4 ? (value as number) + one(random, [-1, -1e-6, 1e-6, 0.5]) : value],
    ];
  });
  const told: Record<string, FieldValue | undefined> = Object.fromEntries(chosen);
  const entity = (who: string) => {
    const owner = told[`${who}.owner`] as string | undefined;
    const more = ["ae", "csm", "tier", "parent"].flatMap((name) =>
      told[`${who}.${name}`] === undefined ? [] : [[name, told[`${who}.${name}`]]],
    );
    return {
      known: owner !== undefined || more.length > 0 || told[`${who}.known`] === true,
      ...(owner !== undefined && { owner }),
      ...(Object.fromEntries(more) as Partial<KnownAccount>),
    };
  };
  const asksMail = fields.some((field) => field.startsWith("email."));
  return {
    fields: {
      ...Object.fromEntries(chosen.filter(([field]) => field in given)),
      ...(asksMail && told.email === undefined && random() < 0.8 && { email: one(random, emails) as string }),
    },
    known: {
      source: (told.source as string | undefined) ?? one(random, sources),
      test: told.test === true,
      receivedAt:
        Date.parse((told.receivedAt as string | undefined) ?? moments[0]!) +
        one(random, [0, 0, 1, -1]) +
        (fields.some((field) => field.startsWith("received.")) ? below(random, 24 * 7) * 3_600_000 : 0),
      person: entity("person"),
      account: entity("account"),
      tables: {
        land: Object.fromEntries(
          ["owner", "size", "quota"].flatMap((column) => {
            const value = told[`table.land.${column}`];
            return value === undefined ? [] : [[column, value as Comparable]];
          }),
        ),
      },
    },
  };
}
