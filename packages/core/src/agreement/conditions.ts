import { weekdays } from "../calendar/index.ts";
import type { Condition, Literal, Test } from "../condition/condition.ts";
import { derivedFields, type FieldType, givenFields } from "../fields/builtin.ts";
import { accountRoles } from "../fields/facts.ts";
import { tableFields } from "../tables/fields.ts";
import { fold, shorten } from "../text/index.ts";
import type { Path, ReportFinding } from "./finding.ts";
import type { Agreement, FieldSpec, TableSpec } from "./model.ts";
import { didYouMean } from "./suggest.ts";

/** What conditions may ask about: a type, and the values a literal may have. */
export type Catalogue = Record<string, Pick<FieldSpec, "type" | "values">>;

export const numeric = ["lt", "lte", "gt", "gte"];
export const textual = ["contains", "startsWith", "endsWith"];
export const operators = ["eq", "ne", "in", "notIn", ...numeric, ...textual, "exists"];

/** How other languages write some of them. */
const symbols: Partial<Record<string, string>> = {
  "=": "eq",
  "==": "eq",
  "!=": "ne",
  "<": "lt",
  "<=": "lte",
  ">": "gt",
  ">=": "gte",
};

/** What conditions name of an agreement besides its fields. */
type Names = Record<"sources" | "bands" | "people" | "teams" | "calendars" | "segments", string[]>;

export const namesOf = ({
  sources,
  score,
  people,
  teams,
  calendars,
  segments = [],
}: Pick<Agreement, "sources" | "score" | "people" | "teams" | "calendars" | "segments">): Names => ({
  sources: Object.keys(sources),
  bands: score.bands.map(({ name }) => name),
  people: Object.keys(people),
  teams: Object.keys(teams),
  calendars: Object.keys(calendars),
  segments: segments.map(({ name }) => name),
});

/** Every field rules may use in an agreement with these declared fields and tables, sources, bands, people and teams. */
export function catalogueOf(
  declared: Record<string, FieldSpec>,
  tables: Record<string, TableSpec>,
  names: Names,
): Catalogue {
  const builtin = Object.entries<FieldType>({ ...givenFields, ...derivedFields }).map(([name, type]) => [
    name,
    { type },
  ]);
  return {
    ...Object.fromEntries(builtin),
    source: { type: "string", values: names.sources },
    "received.weekday": { type: "string", values: [...weekdays] },
    "received.working": { type: "string", values: names.calendars },
    band: { type: "string", values: names.bands },
    segment: { type: "string", values: names.segments },
    motion: { type: "string", values: ["marketing", "sales"] },
    "person.owner": { type: "string", values: names.people },
    ...Object.fromEntries(accountRoles.map((role) => [`account.${role}`, { type: "string", values: names.people }])),
    ...declared,
    ...tableFields(tables, [...names.people, ...names.teams]),
  };
}

/**
 * Reads a written condition into a tree of tests. Without a catalogue (touches carry whatever a site sends) any field is fine.
 * Reports what is wrong and answers a condition all the same, so that one pass finds everything.
 */
export function readCondition(
  written: unknown,
  path: Path,
  catalogue: Catalogue | undefined,
  report: ReportFinding,
): Condition {
  if (!isObject(written)) {
    report(path, "schema.type", "expected a condition: a field with a value, or all, any or not");
    return { all: [] };
  }
  const parts = Object.entries(written).map(([key, value]): Condition => {
    const here = [...path, key];
    if (key === "all" || key === "any") {
      if (!Array.isArray(value)) report(here, "schema.type", `expected a list of conditions under ${key}`);
      const inner = (Array.isArray(value) ? value : []).map((part, i) =>
        readCondition(part, [...here, i], catalogue, report),
      );
      return key === "all" ? { all: inner } : { any: inner };
    }
    if (key === "not") return { not: readCondition(value, here, catalogue, report) };
    const spec = catalogue && Object.hasOwn(catalogue, key) ? catalogue[key] : undefined;
    if (catalogue && !spec) {
      report(
        here,
        "schema.field",
        `unknown field "${key}"${didYouMean(key, Object.keys(catalogue)) || "; declare it under fields or use a built-in one"}`,
        { atKey: true },
      );
      return { all: [] };
    }
    return all(readTests(key, value, here, spec, report));
  });
  return all(parts);
}

const all = (parts: Condition[]): Condition => (parts.length === 1 ? parts[0]! : { all: parts });

function readTests(
  field: string,
  value: unknown,
  path: Path,
  spec: Catalogue[string] | undefined,
  report: ReportFinding,
): Condition[] {
  if (Array.isArray(value)) return [{ field, op: "in", value: readLiterals(value, path, spec, report) }];
  if (!isObject(value))
    return readLiterals([value], path, spec, report).map((only): Test => ({ field, op: "eq", value: only }));
  const entries = Object.entries(value);
  if (entries.length === 0) report(path, "schema.value", `expected a value or an operator for "${field}"`);
  return entries.flatMap(([op, operand]): Test[] => {
    const here = [...path, op];
    if (!operators.includes(op)) {
      const hint = didYouMean(symbols[op] ?? op, operators) || `; expected ${operators.join(", ")}`;
      report(here, "schema.key", `unknown operator "${op}"${hint}`, { atKey: true });
      return [];
    }
    if (op === "exists") {
      if (typeof operand !== "boolean") report(here, "schema.type", "expected true or false");
      return [{ field, op, value: operand === true }];
    }
    if (op === "in" || op === "notIn") {
      if (!Array.isArray(operand)) report(here, "schema.type", `expected a list after ${op}`);
      return [{ field, op, value: readLiterals(Array.isArray(operand) ? operand : [], here, spec, report) }];
    }
    if (numeric.includes(op)) {
      if (spec && spec.type !== "number" && spec.type !== "instant") {
        report(here, "schema.type", `"${field}" is a ${spec.type}; ${op} needs a number or an instant`, {
          atKey: true,
        });
        return [];
      }
      const ordered = spec ?? { type: "number" };
      return readLiterals([operand], here, { type: ordered.type }, report).map((only) => ({
        field,
        op: op as "lt",
        value: only as number,
      }));
    }
    if (textual.includes(op)) {
      if (spec && spec.type !== "string") {
        report(here, "schema.type", `"${field}" is a ${spec.type}; ${op} needs a string`, { atKey: true });
        return [];
      }
      return readLiterals([operand], here, { type: "string" }, report).map((only) => ({
        field,
        op: op as "contains",
        value: only as string,
      }));
    }
    return readLiterals([operand], here, spec, report).map((only) => ({ field, op: op as "eq", value: only }));
  });
}

function readLiterals(
  values: unknown[],
  path: Path,
  spec: Catalogue[string] | undefined,
  report: ReportFinding,
): Literal[] {
  return values.flatMap((value, i): Literal[] => {
    const here = values.length > 1 ? [...path, i] : path;
    const read = spec ? literalOf(value, spec.type) : literalOf(value, typeof value);
    if (read === undefined) {
      report(here, "schema.type", `expected ${article(spec?.type ?? "value")}, found ${shown(value)}`);
      return [];
    }
    const allowed = spec?.values;
    if (allowed && !foldedOf(allowed).has(folded(read)))
      report(
        here,
        "schema.value",
        `${shown(value)} is not one of ${listed(allowed)}${didYouMean(String(value), allowed.map(String))}`,
      );
    return [read];
  });
}

function literalOf(value: unknown, type: string): Literal | undefined {
  if (type === "instant") {
    const instant = typeof value === "string" ? Date.parse(value) : Number.NaN;
    return Number.isNaN(instant) ? undefined : instant;
  }
  if (typeof value !== type || (typeof value === "number" && !Number.isFinite(value))) return undefined;
  return value as Literal;
}

/** Strings are compared as conditions do. */
const folded = (value: Literal): Literal => (typeof value === "string" ? fold(value) : value);
const sets = new WeakMap<readonly Literal[], ReadonlySet<Literal>>();
function foldedOf(values: readonly Literal[]): ReadonlySet<Literal> {
  const found = sets.get(values) ?? new Set(values.map(folded));
  sets.set(values, found);
  return found;
}

/** Values in a message: nobody reads thousands. */
const NAMED = 20;
function listed(values: readonly Literal[]): string {
  if (values.length === 0) return "(none)";
  const more = values.length > NAMED ? [`… (${values.length} in all)`] : [];
  return [...values.slice(0, NAMED).map(String), ...more].join(", ");
}
const shown = (value: unknown): string => shorten(JSON.stringify(value) ?? "nothing", 80);
const article = (type: string): string =>
  type === "instant" ? "an instant such as 2026-11-24T09:00:00Z" : `a ${type}`;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
