import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { providers } from "@baton/core/agreement";
import { type Condition, conditionInWords } from "@baton/core/condition";
import { derivedFields, givenFields } from "@baton/core/fields";
import { jsonSchema } from "@baton/core/json-schema";
import { measures } from "@baton/core/report";
import { employeeFields } from "@baton/core/visibility";
import { type ApiMeans, api } from "@baton/web/api";
import { numeric, operators, textual } from "../packages/core/src/agreement/conditions.ts";

/**
 * Writes the tables of the documentation that the code knows better: `npm run docs`. Each stands between `<!-- generated: NAME -->`
 * and `<!-- end -->`. With `--check` nothing is written, and the exit code is 1 when a file is not what it would be.
 */

interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  examples?: unknown[];
  pattern?: string;
}

const language = jsonSchema() as unknown as Schema & { definitions: Record<string, Schema> };

const table = (headings: string[], rows: string[][]): string =>
  [headings, headings.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
const code = (text: unknown): string => `\`${text}\``;

/** A part of the schema that only wraps another is that one. */
function unwrap(part: Schema): Schema {
  const only = part.allOf?.length === 1 ? part.allOf[0]! : part;
  return only === part ? part : unwrap({ ...only, ...(part.description && { description: part.description }) });
}

const isMap = ({ additionalProperties }: Schema): boolean => typeof additionalProperties === "object";

/** The forms of a part that are maps with keys of their own. */
const formsOf = (part: Schema): Schema[] =>
  (part.oneOf ?? part.anyOf ?? [part]).map(unwrap).filter(({ properties }) => properties);

/** What may be written there, in a few words. */
function kindOf(written: Schema): string {
  const part = unwrap(written);
  if (part.$ref) {
    const name = part.$ref.split("/").at(-1)!;
    return `[${name}](#${name === "condition" ? "conditions" : "texts-with-a-form"})`;
  }
  const options = part.oneOf ?? part.anyOf;
  if (options)
    return options.every((option) => unwrap(option).properties)
      ? "map"
      : [...new Set(options.map(kindOf))].join(" or ");
  if (part.enum) return part.enum.map(code).join(", ");
  if (part.const !== undefined) return code(part.const);
  if (part.type === "array") return part.items ? `list: ${kindOf(part.items)}` : "list";
  if (part.type === "object")
    return typeof part.additionalProperties === "object" ? `names with: ${kindOf(part.additionalProperties)}` : "map";
  if (part.type === "integer" || part.type === "number") return numberKind(part);
  if (part.type === "boolean") return "true or false";
  if (Array.isArray(part.type)) return part.type.map((type) => kindOf({ type })).join(", ");
  return part.pattern && part.examples ? `text such as ${part.examples.map(code).join(", ")}` : "text";
}

function numberKind({ type, minimum, maximum }: Schema): string {
  const name = type === "integer" ? "whole number" : "number";
  if (minimum === undefined || minimum < -1e9) return name;
  return maximum === undefined ? `${name} from ${minimum}` : `${name}, ${minimum} to ${maximum}`;
}

interface Section {
  /** As it is written: `a`, or several whose keys are the same. */
  paths: string[];
  forms: Schema[];
}

/** A table for each map with keys of its own, in the order of the language; a small map inside another is part of its table. */
function keysOf({ paths, forms }: Section): string[] {
  const later: Section[] = [];
  const rows = rowsOf(forms, "", paths[0]!, later);
  return [
    `### ${paths[0] === "" ? "At the top" : paths.map(code).join(", ")}\n\n${table(["key", "what is written there", "default", "what it means"], rows)}`,
    ...later.flatMap(keysOf),
  ];
}

function rowsOf(forms: Schema[], prefix: string, path: string, later: Section[]): string[][] {
  const names = [...new Set(forms.flatMap(({ properties }) => Object.keys(properties!)))];
  return names.flatMap((name): string[][] => {
    const having = forms.filter(({ properties }) => properties![name]);
    const written = having[0]!.properties![name]!;
    const kinds = [...new Set(having.map(({ properties }) => kindOf(properties![name]!)))];
    const part = unwrap(written);
    const here = `${path === "" ? "" : `${path}.`}${name}`;
    const required = having.every((form) => form.required?.includes(name));
    const of =
      having.length < forms.length
        ? having.flatMap(({ properties: { do: done } = {} }) => (done ? [code(done.const)] : []))
        : [];
    const meaning = [written.description ?? part.description, of.length > 0 ? `Of ${of.join(", ")}.` : undefined];
    const row = [
      code(prefix + name),
      kinds.join(", "),
      required ? "needed" : defaultOf(written),
      meaning.filter(Boolean).join(" "),
    ];
    if (part.properties && !isMap(part)) {
      const inner = rowsOf([part], `${prefix}${name}.`, here, later);
      return written.description ? [row, ...inner] : inner;
    }
    const [item, suffix] = part.items
      ? [part.items, "[]"]
      : isMap(part)
        ? [part.additionalProperties as Schema, ".NAME"]
        : [];
    const itemForms = item ? formsOf(unwrap(item)) : [];
    const same = later.find(({ forms }) => JSON.stringify(forms) === JSON.stringify(itemForms));
    if (same) same.paths.push(`${here}${suffix}`);
    else if (itemForms.length > 0) later.push({ paths: [`${here}${suffix}`], forms: itemForms });
    return [row];
  });
}

function defaultOf({ default: value }: Schema): string {
  if (value === undefined || (typeof value === "object" && Object.values(value as object).flat().length === 0))
    return "";
  return code(typeof value === "string" ? value : JSON.stringify(value));
}

const texts = () =>
  table(
    ["kind", "what it is", "examples"],
    Object.entries(language.definitions)
      .filter(([, { examples }]) => examples)
      .map(([name, { description = "", examples = [] }]) => [name, description, examples.map(code).join(", ")]),
  );

/** What each operator is compared with, how it is written and how Baton says it. */
function operatorTable(): string {
  const given = (operator: string): [types: string, written: string, condition: Condition] => {
    if (operator === "exists") return ["any field", "true", { field: "country", op: operator, value: true }];
    if (operator === "in" || operator === "notIn")
      return ["a list of values", "[DE, AT]", { field: "country", op: operator, value: ["DE", "AT"] }];
    if (numeric.includes(operator))
      return ["numbers and instants", "500", { field: "employees", op: operator as "lt", value: 500 }];
    if (textual.includes(operator))
      return ["strings", "chief", { field: "title", op: operator as "contains", value: "chief" }];
    return ["a value of the field's type", "DE", { field: "country", op: operator as "eq", value: "DE" }];
  };
  return table(
    ["operator", "for", "example", "Baton says"],
    operators.map((operator) => {
      const [types, written, condition] = given(operator);
      const { field } = condition as { field: string };
      return [code(operator), types, code(`{ ${field}: { ${operator}: ${written} } }`), conditionInWords(condition)];
    }),
  );
}

const fieldTable = (fields: Record<string, string>): string =>
  table(
    ["type", "fields"],
    Object.entries(Object.groupBy(Object.keys(fields), (name) => fields[name]!)).map(([type, names = []]) => [
      type,
      names.map(code).join(", "),
    ]),
  );

const providerTable = (): string =>
  table(
    ["provider", "proves itself by one of", "takes also"],
    Object.entries(providers).map(([name, { proof, more }]) => [
      code(name),
      proof.map(code).join(", "),
      more.map(code).join(", "),
    ]),
  );

const measureTable = (): string =>
  table(
    ["measure", "side", "unit", "better", "what it means"],
    Object.values(measures).map(({ id, side, unit, better, definition }) => [code(id), side, unit, better, definition]),
  );

interface Operation {
  summary?: string;
  security?: { key?: string[] }[];
  parameters?: { name: string; in: string }[];
}

/** The routes as the API describes them. */
async function routeTable(): Promise<string> {
  const described = await api({ relay: {} } as unknown as ApiMeans).request("/api/openapi.json");
  const { paths } = (await described.json()) as { paths: Record<string, Record<string, Operation>> };
  const rows = Object.entries(paths).flatMap(([at, methods]) =>
    Object.entries(methods).map(([method, { summary = "", security, parameters = [] }]) => [
      code(`${method.toUpperCase()} ${at}`),
      security?.[0]?.key?.[0] ?? "no key",
      parameters.flatMap(({ name, in: where }) => (where === "query" ? [code(name)] : [])).join(", "),
      summary,
    ]),
  );
  return table(["route", "scope", "query", "what it does"], rows);
}

/** Which field of which report tells of people at work, and to whom it is shown. */
const employeeTable = (): string =>
  table(
    ["report", "field", "shown to"],
    Object.entries(employeeFields).flatMap(([report, fields]) =>
      Object.entries(fields).map(([field, to]) => [report, field, code(to)]),
    ),
  );

const parts: Record<string, () => string | Promise<string>> = {
  keys: () => keysOf({ paths: [""], forms: [language] }).join("\n\n"),
  texts,
  operators: operatorTable,
  "given fields": () => fieldTable(givenFields),
  "derived fields": () => fieldTable(derivedFields),
  providers: providerTable,
  measures: measureTable,
  routes: routeTable,
  "employee fields": employeeTable,
};

const files = ["agreement.md", "sources.md", "reports.md", "api.md", "works-council.md"];

async function fill(text: string): Promise<string> {
  const marked = /(<!-- generated: ([a-z ]+) -->\n)[\s\S]*?(<!-- end -->)/g;
  const written = await Promise.all(
    [...text.matchAll(marked)].map(([, , name]) => {
      const part = parts[name!];
      if (!part) throw new Error(`Nothing generates "${name}"; there are ${Object.keys(parts).join(", ")}.`);
      return part();
    }),
  );
  return text.replace(
    marked,
    (_, begin: string, _name: string, end: string) => `${begin}\n${written.shift()}\n\n${end}`,
  );
}

for (const name of files) {
  const file = join(import.meta.dirname, name);
  const before = readFileSync(file, "utf8");
  const after = await fill(before);
  if (after === before) continue;
  if (process.argv.includes("--check")) {
    console.error(`docs/${name} is not what the code says: npm run docs`);
    process.exitCode = 1;
  } else writeFileSync(file, after);
}
