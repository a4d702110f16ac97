import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { Ajv, type SchemaObject, type ValidateFunction } from "ajv";

/** AWS's own description of its services, as botocore carries it: what its requests hold, and within which bounds. */

interface Shape {
  type: string;
  members?: Record<string, { shape: string; locationName?: string }>;
  required?: string[];
  member?: { shape: string };
  key?: { shape: string };
  value?: { shape: string };
  enum?: string[];
  pattern?: string;
  min?: number;
  max?: number;
}

export interface Model {
  operations: Record<string, { input?: { shape: string } }>;
  shapes: Record<string, Shape>;
}

/** Where botocore's models are: in BOTOCORE_DATA, or where the Python of this machine has them; undefined when there are none. */
export function modelsDirectory(): string | undefined {
  if (process.env.BOTOCORE_DATA) return process.env.BOTOCORE_DATA;
  try {
    const where = "import botocore, os; print(os.path.join(os.path.dirname(botocore.__file__), 'data'))";
    return execFileSync("python3", ["-c", where], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/** The latest version of a service's model: `dynamodb`, `sqs`, `ses`. */
export function readModel(directory: string, service: string): Model {
  const versions = readdirSync(join(directory, service)).map((version) =>
    join(directory, service, version, "service-2.json"),
  );
  const latest = versions
    .filter((file) => existsSync(file) || existsSync(`${file}.gz`))
    .sort()
    .at(-1)!;
  const text = existsSync(latest) ? readFileSync(latest) : gunzipSync(readFileSync(`${latest}.gz`));
  return JSON.parse(text.toString()) as Model;
}

/** Validates the inputs of operations, each compiled when first asked for; undefined for an operation that the service has not. */
export function validators({ operations, shapes }: Model): (operation: string) => ValidateFunction | undefined {
  const ajv = new Ajv({ allErrors: true, strict: false });
  for (const [name, shape] of Object.entries(shapes)) ajv.addSchema(schemaOf(shape), nameOf(name));
  return (operation) => {
    const input = operations[operation]?.input?.shape;
    return input === undefined ? undefined : ajv.getSchema(nameOf(input));
  };
}

const nameOf = (shape: string): string => `shape:${shape}`;
const refer = (shape: string): SchemaObject => ({ $ref: nameOf(shape) });
const mapped = <T, R>(of: Record<string, T>, by: (value: T) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name, by(value)]));

/** A shape as JSON schema: bounds are of characters, of items, or of the number itself, by its type. */
function schemaOf({ type, members = {}, required = [], member, key, value, ...limits }: Shape): SchemaObject {
  const { min, max, pattern } = limits;
  switch (type) {
    case "structure":
      return {
        type: "object",
        properties: mapped(members, ({ shape }) => refer(shape)),
        required,
        additionalProperties: false,
      };
    case "list":
      return { type: "array", items: refer(member!.shape), ...bounds("minItems", "maxItems") };
    case "map":
      return {
        type: "object",
        propertyNames: refer(key!.shape),
        additionalProperties: refer(value!.shape),
        ...bounds("minProperties", "maxProperties"),
      };
    case "string":
      return {
        type: "string",
        ...(limits.enum && { enum: limits.enum }),
        ...(pattern !== undefined && { pattern: `^(?:${pattern})$` }),
        ...bounds("minLength", "maxLength"),
      };
    case "blob":
      return { type: "string", pattern: "^[A-Za-z0-9+/]*={0,2}$" };
    case "boolean":
      return { type: "boolean" };
    case "integer":
    case "long":
      return { type: "integer", ...bounds("minimum", "maximum") };
    default:
      return { type: "number", ...bounds("minimum", "maximum") };
  }

  function bounds(least: string, most: string): SchemaObject {
    return { ...(min !== undefined && { [least]: min }), ...(max !== undefined && { [most]: max }) };
  }
}

/** Reads a form of the query protocol, `Destinations.member.1=…`, as the input of its operation; what fits nowhere stays by its name. */
export function readForm({ operations, shapes }: Model, form: URLSearchParams): { operation: string; input: unknown } {
  const { Action: operation = "", Version: _version, ...fields } = Object.fromEntries(form);
  const read = (shape: string, at: string): unknown => {
    const { type, members = {}, member } = shapes[shape]!;
    const inside = (name: string) => Object.keys(fields).some((key) => key === name || key.startsWith(`${name}.`));
    const under = (name: string) => (at === "" ? name : `${at}.${name}`);
    if (type === "structure")
      return Object.fromEntries(
        Object.entries(members).flatMap(([name, { shape }]) =>
          inside(under(name)) ? [[name, read(shape, under(name))]] : [],
        ),
      );
    if (type === "list") {
      const items: unknown[] = [];
      while (inside(`${at}.member.${items.length + 1}`))
        items.push(read(member!.shape, `${at}.member.${items.length + 1}`));
      return items;
    }
    const text = fields[at]!;
    delete fields[at];
    if (type === "boolean") return text === "true";
    return ["integer", "long", "double", "float"].includes(type) ? Number(text) : text;
  };
  const shape = operations[operation]?.input?.shape;
  const input = shape === undefined ? {} : (read(shape, "") as object);
  return { operation, input: { ...input, ...fields } };
}
