import type * as z from "zod";
import { type Calendar, WorkingTime, type Weekday, weeklyTime } from "../calendar/index.ts";
import { derivedFields, givenFields } from "../fields/builtin.ts";
import { catalogueOf, readCondition } from "./conditions.ts";
import { readDocument } from "./document.ts";
import type { Finding, Path, Report } from "./finding.ts";
import { withHolidays, isRegion } from "./holidays.ts";
import { type Agreement, type Auth, type AuthRole, type Commitment, providers } from "./model.ts";
import { days, schema, type Written } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

export type Parsed = { ok: true; agreement: Agreement; findings: Finding[] } | { ok: false; findings: Finding[] };

/**
 * Reads an agreement from YAML or JSON. Errors of shape are reported together, with line and column; what refers to
 * something else is checked once the shape is right. Holiday regions become dates around `at` (epoch ms).
 */
export function parse(text: string, options: { at: number }): Parsed {
  const document = readDocument(text);
  const findings: Finding[] = [...document.syntaxErrors];
  const report: Report = (path, code, message, { atKey, severity } = {}) => {
    findings.push({ severity: severity ?? "error", code, message, ...document.locate(path, atKey) });
  };
  const done = (agreement?: Agreement): Parsed => {
    findings.sort((a, b) => a.line - b.line || a.column - b.column);
    return agreement && !findings.some(({ severity }) => severity === "error") ? { ok: true, agreement, findings } : { ok: false, findings };
  };
  if (findings.length > 0) return done();

  const read = schema.safeParse(document.value);
  if (!read.success) {
    for (const issue of read.error.issues) reportIssue(issue, document.value, report);
    return done();
  }
  const agreement = build(read.data, report);
  checkReferences(read.data, agreement, report);
  if (findings.some(({ severity }) => severity === "error")) return done();
  const resolved = withHolidays(agreement, options.at);
  checkCalendars(resolved, options.at, report);
  return done(resolved);
}

/** Names of all secrets the sources need, sorted. */
export function secretNames(agreement: Pick<Agreement, "sources">): string[] {
  return [...new Set(Object.values(agreement.sources).flatMap(({ auth }) => authSecrets(auth).map(({ secret }) => secret)))].sort();
}

function authSecrets(auth: Auth): { role: AuthRole; secret: string }[] {
  return (Object.entries(auth) as [AuthRole, string | { secret: string } | undefined][]).flatMap(([role, value]) =>
    value === undefined ? [] : [{ role, secret: typeof value === "string" ? value : value.secret }],
  );
}

/** Turns zod's issue into one of our findings: what was expected, what was found, and the nearest right name. */
function reportIssue(issue: z.core.$ZodIssue, root: unknown, report: Report): void {
  const path = issue.path as Path;
  const found = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key as string], root);
  switch (issue.code) {
    case "unrecognized_keys":
      for (const key of issue.keys) report([...path, key], "schema.key", `unknown key "${key}"${didYouMean(key, knownKeys(path))}`, { atKey: true });
      return;
    case "invalid_type":
      if (found === undefined) return report(path, "schema.required", `"${String(path.at(-1) ?? "agreement")}" is missing`);
      return report(path, "schema.type", `expected ${issue.expected === "record" || issue.expected === "object" ? "a map" : issue.expected === "array" ? "a list" : `a ${issue.expected}`}, found ${describe(found)}`);
    case "invalid_value":
      if (found === undefined) return report(path, "schema.required", `"${String(path.at(-1))}" is missing`);
      return report(path, "schema.value", `expected ${issue.values.map(String).join(", ")}, found ${describe(found)}${didYouMean(String(found), issue.values.map(String))}`);
    case "invalid_union": {
      if (issue.discriminator) return report(path, "schema.value", `expected remind, escalate or reassign, found ${describe(found)}${didYouMean(String(found), ["remind", "escalate", "reassign"])}`);
      const deepest = issue.errors.flat().filter(({ path: inner }) => inner.length > 0);
      const custom = issue.errors.flat().filter(({ code }) => code === "custom");
      const inner = custom.length > 0 && typeof found === "string" ? custom : deepest;
      if (inner.length > 0) return inner.forEach((each) => reportIssue({ ...each, path: [...issue.path, ...each.path] } as z.core.$ZodIssue, root, report));
      return report(path, "schema.type", `${describe(found)} does not fit here`);
    }
    case "invalid_key":
      return report(path, "schema.value", `"${String(path.at(-1))}" cannot be a name`, { atKey: true });
    case "custom":
      return report(path, (issue.params?.code as string | undefined) ?? "schema.value", issue.message);
    default:
      return report(path, "schema.value", issue.message);
  }
}

/** Keys the schema allows at a path, for suggestions. */
function knownKeys(path: Path): string[] {
  let node: unknown = schema;
  for (const key of path) {
    node = unwrap(node);
    const def = (node as z.core.$ZodType)._zod.def as unknown as Record<string, unknown>;
    if (def.type === "object") node = (def.shape as Record<string, unknown>)[key as string];
    else if (def.type === "record") node = def.valueType;
    else if (def.type === "array") node = def.element;
    else if (def.type === "union") node = (def.options as unknown[]).find((option) => ((option as z.core.$ZodType)._zod.def as { type: string }).type === "object");
    if (!node) return [];
  }
  node = unwrap(node);
  const def = (node as z.core.$ZodType)._zod.def as unknown as { type: string; shape?: object; options?: z.core.$ZodType[] };
  if (def.type === "union") return [...new Set(def.options!.flatMap((option) => Object.keys((option._zod.def as { shape?: object }).shape ?? {})))];
  return Object.keys(def.shape ?? {});
}

function unwrap(node: unknown): unknown {
  const def = (node as z.core.$ZodType)._zod.def as { innerType?: unknown };
  return def.innerType ? unwrap(def.innerType) : node;
}

const describe = (value: unknown): string =>
  value === null ? "nothing" : Array.isArray(value) ? "a list" : typeof value === "object" ? "a map" : JSON.stringify(value);

function build(written: Written, report: Report): Agreement {
  const people = Object.keys(written.people);
  const catalogue = catalogueOf(written.fields, { sources: Object.keys(written.sources), bands: Object.keys(written.score.bands), people });
  const when = (value: unknown, path: Path) => readCondition(value ?? {}, path, catalogue, report);
  const target = (value: number | { amount: number; share: boolean } | undefined) => (typeof value === "number" ? value : value?.amount);
  const commitments = (side: "marketing" | "sales") =>
    written.commitments[side].map(({ atLeast, atMost, ...rest }): Commitment => ({
      ...rest,
      ...(atLeast !== undefined && { atLeast: target(atLeast) }),
      ...(atMost !== undefined && { atMost: target(atMost) }),
      share: typeof (atLeast ?? atMost) === "object",
    }));

  return {
    name: written.name,
    timezone: written.timezone,
    manager: written.manager,
    signed: written.signed,
    calendars: Object.fromEntries(
      Object.entries(written.calendars).map(([name, calendar]) => [
        name,
        {
          timezone: calendar.timezone ?? written.timezone,
          week: buildWeek(calendar.week, ["calendars", name, "week"], report),
          holidays: calendar.holidays.filter((holiday) => typeof holiday === "string"),
          regions: calendar.holidays.flatMap((holiday) => (typeof holiday === "string" ? [] : [holiday.region])),
        },
      ]),
    ),
    people: written.people,
    teams: Object.fromEntries(
      Object.entries(written.teams).map(([name, team]) => [
        name,
        { ...team, members: team.members.map((member) => (typeof member === "string" ? { person: member, weight: 1 } : member)) },
      ]),
    ),
    sources: written.sources,
    fields: written.fields,
    score: {
      qualified: written.score.qualified,
      bands: Object.entries(written.score.bands)
        .map(([name, from]) => ({ name, from }))
        .sort((a, b) => b.from - a.from),
      rules: written.score.rules.map((rule, i) => ({ ...rule, when: when(rule.when, ["score", "rules", i, "when"]) })),
      touches: written.score.touches.map((touch, i) => ({ ...touch, when: readCondition(touch.when ?? {}, ["score", "touches", i, "when"], undefined, report) })),
    },
    routing: written.routing.map((route, i) => ({ ...route, when: when(route.when, ["routing", i, "when"]) })),
    sla: Object.fromEntries(
      Object.entries(written.sla).map(([name, policy]) => [
        name,
        { ...policy, stages: Object.entries(policy.stages).map(([stage, spec]) => ({ name: stage, ...spec })) },
      ]),
    ),
    reasons: written.reasons,
    commitments: { marketing: commitments("marketing"), sales: commitments("sales") },
  };
}

function buildWeek(written: Record<string, [number, number][]>, path: Path, report: Report): Calendar["week"] {
  const week: Partial<Record<Weekday, [number, number][]>> = {};
  for (const [key, windows] of Object.entries(written)) {
    const range = days.safeParse(key);
    if (!range.success) report([...path, key], "schema.value", `expected a weekday or a range such as mon-fri, found "${key}"`, { atKey: true });
    for (const day of range.data ?? []) {
      if (week[day]) report([...path, key], "schema.duplicate", `${day} is given twice in this week`, { atKey: true });
      week[day] = windows;
    }
  }
  return week;
}

function checkReferences(written: Written, agreement: Agreement, report: Report): void {
  const people = Object.keys(agreement.people);
  const teams = Object.keys(agreement.teams);
  const calendars = Object.keys(agreement.calendars);
  const expect = (value: string | undefined, known: string[], path: Path, what: string) => {
    if (value !== undefined && !known.includes(value)) report(path, "reference.unknown", `unknown ${what} "${value}"${didYouMean(value, known)}`);
  };
  const unique = (names: string[], path: (i: number) => Path) => {
    names.forEach((name, i) => {
      if (names.indexOf(name) < i) report(path(i), "schema.duplicate", `"${name}" is already used in this list`);
    });
  };

  expect(agreement.manager, people, ["manager"], "person");
  for (const side of ["marketing", "sales"] as const) expect(agreement.signed[side]?.by, people, ["signed", side, "by"], "person");

  for (const [name, { holidays }] of Object.entries(written.calendars)) {
    holidays.forEach((holiday, i) => {
      if (typeof holiday !== "string" && !isRegion(holiday.region)) report(["calendars", name, "holidays", i, "region"], "reference.unknown", `unknown holiday region "${holiday.region}"`);
    });
  }

  for (const [name, person] of Object.entries(agreement.people)) {
    const here = ["people", name];
    expect(person.manager, people, [...here, "manager"], "person");
    expect(person.calendar, calendars, [...here, "calendar"], "calendar");
    person.away.forEach(({ from, to }, i) => {
      if (to < from) report([...here, "away", i, "to"], "schema.value", `the leave ends on ${to}, before it begins on ${from}`);
    });
    if (managerLoop(agreement, name)) report([...here, "manager"], "escalation.loop", `the managers above "${name}" lead back to "${name}"`);
    if (["manager", "owner", "account.owner", "person.owner"].includes(name)) report(here, "schema.value", `"${name}" is a word of the language and cannot be a person`, { atKey: true });
    if (teams.includes(name)) report(["teams", name], "schema.duplicate", `"${name}" is already a person; people and teams share their names`, { atKey: true });
  }

  for (const [name, team] of Object.entries(agreement.teams)) {
    const here = ["teams", name];
    team.members.forEach(({ person }, i) => expect(person, people, [...here, "members", i], "person"));
    unique(team.members.map(({ person }) => person), (i) => [...here, "members", i]);
    expect(team.manager, people, [...here, "manager"], "person");
  }

  for (const [name, field] of Object.entries(agreement.fields)) {
    if (name in givenFields || name in derivedFields) report(["fields", name], "schema.duplicate", `"${name}" is a built-in field`, { atKey: true });
    field.values?.forEach((value, i) => {
      // biome-ignore lint/suspicious/useValidTypeof: the field types besides `instant` are JavaScript's own names.
      if (typeof value !== (field.type === "instant" ? "string" : field.type)) report(["fields", name, "values", i], "schema.type", `expected a ${field.type}, found ${JSON.stringify(value)}`);
    });
  }

  const fillable = [...Object.keys(givenFields), ...Object.keys(agreement.fields)];
  for (const [name, source] of Object.entries(agreement.sources)) {
    const here = ["sources", name];
    const { proof, more } = providers[source.provider] as { proof: AuthRole[]; more: AuthRole[] };
    const roles = Object.keys(source.auth) as AuthRole[];
    for (const role of roles) {
      if (![...proof, ...more].includes(role)) report([...here, "auth", role], "schema.key", `${source.provider} does not use "${role}"; it takes ${[...proof, ...more].join(", ")}`, { atKey: true });
    }
    if (!proof.some((role) => source.auth[role])) report(here, "source.unauthenticated", `anybody could post to "${name}": give it auth with ${proof.join(" or ")}`, { atKey: true });
    for (const [from, to] of Object.entries(source.fields)) {
      if (!fillable.includes(to)) report([...here, "fields", from], "schema.field", `unknown field "${to}"${didYouMean(to, fillable)}`);
    }
    if (source.redirect && source.provider !== "form") report([...here, "redirect"], "schema.key", "only a form sends a browser on", { atKey: true });
  }

  unique(agreement.score.rules.map(({ name }) => name), (i) => ["score", "rules", i, "name"]);
  unique(agreement.score.touches.map(({ name }) => name), (i) => ["score", "touches", i, "name"]);

  const policies = Object.keys(agreement.sla);
  unique(agreement.routing.map(({ name }) => name), (i) => ["routing", i, "name"]);
  agreement.routing.forEach((route, i) => {
    expect(route.to, [...people, ...teams, "manager", "account.owner", "person.owner"], ["routing", i, "to"], "person or team");
    expect(route.else, [...people, ...teams], ["routing", i, "else"], "person or team");
    expect(route.sla, policies, ["routing", i, "sla"], "policy under sla");
  });

  for (const [name, policy] of Object.entries(agreement.sla)) {
    const here = ["sla", name];
    expect(policy.calendar, ["owner", ...calendars], [...here, "calendar"], "calendar");
    if (policy.stages.length === 0) report([...here, "stages"], "schema.value", "a policy needs at least one stage");
    for (const stage of policy.stages) {
      if (stage.name === "closed" || stage.name === "fetching") report([...here, "stages", stage.name], "schema.value", `"${stage.name}" is a word of the language and cannot be a stage`, { atKey: true });
      stage.steps.forEach((step, i) => expect(step.to, [...people, ...teams, "manager"], [...here, "stages", stage.name, "steps", i, "to"], "person or team"));
    }
  }

  unique(agreement.reasons.map(({ id }) => id), (i) => ["reasons", i, "id"]);
  for (const side of ["marketing", "sales"] as const) {
    unique(agreement.commitments[side].map(({ name }) => name), (i) => ["commitments", side, i, "name"]);
    agreement.commitments[side].forEach((commitment, i) => {
      if (commitment.atLeast === undefined && commitment.atMost === undefined) report(["commitments", side, i], "schema.required", '"atLeast" or "atMost" is missing');
    });
  }
}

function managerLoop(agreement: Agreement, start: string): boolean {
  const seen = new Set<string>();
  for (let person = agreement.people[start]?.manager; person && !seen.has(person); person = agreement.people[person]?.manager) {
    if (person === start) return true;
    seen.add(person);
  }
  return false;
}

function checkCalendars(agreement: Agreement, at: number, report: Report): void {
  for (const [name, calendar] of Object.entries(agreement.calendars)) {
    if (weeklyTime(calendar.week).weekMs === 0 || new WorkingTime(calendar).isEmptyFrom(at)) {
      report(["calendars", name], "calendar.empty", `calendar "${name}" has no working time in the next 400 days`, { atKey: true });
    }
  }
}
