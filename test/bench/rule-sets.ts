import type { Facts, Literal } from "@baton/core/condition";

/** Three conditions that all have to hold. */
export type Rule = { field: string; op: "eq" | "gte" | "lt"; value: Literal }[];

/** Rules and leads that fall evenly on them. */
export interface RuleSet {
  name: string;
  rules: Rule[];
  leads: Facts[];
}

const LEADS = 2_000;
/** One lead in so many meets no rule. */
const NOBODYS = 10;

const word = (stem: string, n: number) => `${stem}-${n}`;

/** Country, industry and a least size, the larger first: as agreements are written. What meets no rule misses by one field. */
export function territories(count: number): RuleSet {
  const steps = Math.max(2, Math.round(count / 1000));
  const industries = Math.ceil(Math.sqrt(count / steps / 2));
  const rules = Array.from({ length: count }, (_, n): Rule => {
    const pair = Math.floor(n / steps);
    return [
      { field: "country", op: "eq", value: word("country", Math.floor(pair / industries)) },
      { field: "industry", op: "eq", value: word("industry", pair % industries) },
      { field: "employees", op: "gte", value: (steps - (n % steps)) * 50 },
    ];
  });
  const leads = Array.from({ length: LEADS }, (_, n): Facts => {
    const rule = rules[spread(n, count)]!;
    const [country, industry, least] = rule.map(({ value }) => value);
    const met = { country, industry, employees: (least as number) + (n % 50) };
    const missed = [{ country: "elsewhere" }, { industry: "another" }, { employees: 10 }][(n / NOBODYS) % 3];
    return lead(n % NOBODYS === 0 ? { ...met, ...missed } : met);
  });
  return { name: "territories", rules, leads };
}

/** No field that equals anything: ranges that overlap, which a table of values cannot tell apart. */
export function ranges(count: number): RuleSet {
  const width = 40;
  const rules = Array.from({ length: count }, (_, n): Rule => {
    const from = spread(n, count) * 10;
    return [
      { field: "revenue", op: "gte", value: from },
      { field: "revenue", op: "lt", value: from + width },
      { field: "employees", op: "gte", value: (n % 4) * 50 },
    ];
  });
  const leads = Array.from({ length: LEADS }, (_, n): Facts => {
    const revenue = spread(n, count) * 10 + (n % 10);
    return lead({ revenue: n % NOBODYS === 0 ? -1 : revenue, employees: 10 + ((n * 37) % 200) });
  });
  return { name: "overlapping ranges", rules, leads };
}

/** Facts of a lead as an agreement sees them, with fields besides those that rules ask about. */
const lead = (facts: Facts): Facts =>
  Object.assign(Object.create(null) as Facts, {
    email: "nora@firm.example",
    "email.domain": "firm.example",
    company: "firm gmbh",
    receivedAt: 1_795_000_000_000,
    test: false,
    ...facts,
  });

/** Steps through `0 … count − 1` without an order that a processor could learn. */
const spread = (n: number, count: number): number => (n * 7_919 + Math.floor(n / count)) % count;
