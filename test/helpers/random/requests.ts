import fc from "fast-check";

/** Requests for a route as its description says, of which some parts are what nobody should send. */

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
}

interface Described {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas?: Record<string, Schema> };
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: "path" | "query" | "header"; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

export interface FuzzedRequest {
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

const base64url = (text: string): string => Buffer.from(text).toString("base64url");
const cursors = [
  "{}",
  "null",
  '{"before":1}',
  '{"before":"2026-11-24T09:00:00Z#\\ud83d"}',
  '{"before":"9999-99-99T00:00Z#a"}',
  '{"before":"2026-11-24T09:00:00.000Z#lead_1"}',
];

/** Texts that found a way past somebody's checks before. */
const hostileTexts = [
  "",
  " ",
  "\0",
  "a\nb\r\nc",
  "\ud83d",
  "👩‍👩‍👧".repeat(40),
  "x".repeat(3_000),
  "é".repeat(1_100),
  "../../etc/passwd",
  "__proto__",
  "constructor",
  "a#b",
  "#",
  "%",
  "-1",
  "1e309",
  "NaN",
  "2026-11-24",
  "2026-13-45",
  "+275760-09-13T00:00:00.000Z",
  "-271821-04-20T00:00:00.000Z",
  "0000-01-01T00:00:00Z",
  "2026-W48",
  "2026-11-24T09:00:00Z",
  ...cursors.map(base64url),
];
const hostile = fc.oneof(
  fc.constantFrom<unknown>(...hostileTexts),
  fc.constantFrom<unknown>(null, true, -1, 0, 1e300, 2 ** 53, 0.5, [], {}, [[]], { a: null }, ["\ud83d"]),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.jsonValue({ maxDepth: 3 }),
);
const text = (value: unknown): string => (typeof value === "string" ? value : (JSON.stringify(value) ?? ""));

/** @param known words that mean something to the service: ids of leads, people, sources */
export function fuzzed(described: Described, known: readonly string[]): fc.Arbitrary<FuzzedRequest>[] {
  const resolve = (schema: Schema): Schema =>
    schema.$ref === undefined ? schema : described.components.schemas![schema.$ref.split("/").at(-1)!]!;

  /** A value that fits, more or less. */
  function fitting(given: Schema, depth = 0): fc.Arbitrary<unknown> {
    const schema = resolve(given);
    if (depth > 6) return fc.constant(null);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if ("const" in schema) return fc.constant(schema.const);
    const choices = schema.anyOf ?? schema.oneOf;
    if (choices) return fc.oneof(...choices.map((one) => mixed(one, depth + 1)));
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === "array") return fc.array(mixed(schema.items ?? {}, depth + 1), { maxLength: 3 });
    if (type === "integer" || type === "number") return fc.integer({ min: 0, max: 100 });
    if (type === "boolean") return fc.boolean();
    if (type === "object" || schema.properties) {
      const own = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, one]) => [name, mixed(one, depth + 1)]),
      );
      return fc.record(own, { requiredKeys: schema.required ?? [] });
    }
    return fc.oneof(fc.constantFrom(...known), fc.string({ maxLength: 20 }), fc.constantFrom(...hostileTexts));
  }
  const mixed = (schema: Schema, depth = 0): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 5, arbitrary: fitting(schema, depth) }, { weight: 1, arbitrary: hostile });

  return Object.entries(described.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId, parameters = [], requestBody }]) => {
      const given = fc.tuple(
        ...parameters.map(({ schema, required }) =>
          // Each alone more often than all of them together, of which one is refused.
          fc.oneof(
            { weight: required ? 20 : 1, arbitrary: mixed(schema) },
            { weight: required ? 1 : 3, arbitrary: fc.constant(null) },
          ),
        ),
      );
      const contents = Object.entries(requestBody?.content ?? {});
      const body: fc.Arbitrary<{ type: string; text: string } | undefined> =
        contents.length === 0
          ? fc.constant(undefined)
          : fc.oneof(
              ...contents.map(([type, { schema }]) => ({
                weight: 8,
                arbitrary: mixed(schema).map((value) => ({
                  type,
                  text: type.includes("json") ? (JSON.stringify(value) ?? "") : text(value),
                })),
              })),
              {
                weight: 1,
                arbitrary: fc.record({
                  type: fc.constantFrom(
                    "application/json",
                    "text/plain",
                    "multipart/form-data",
                    "multipart/form-data; boundary=",
                    "application/x-www-form-urlencoded",
                    "",
                    "🙂",
                  ),
                  text: fc.oneof(
                    fc.constantFrom("", "{", "[", "null", '"\\ud83d"', "--\r\n", "a=%", `${"[".repeat(2_000)}`),
                    fc.string({ unit: "binary" }),
                  ),
                }),
              },
            );
      return fc.tuple(given, body).map(([values, sent]): FuzzedRequest => {
        let filled = path;
        const query = new URLSearchParams();
        const headers: Record<string, string> = {};
        parameters.forEach(({ name, in: place }, n) => {
          const value = values[n];
          if (value === null && place !== "path") return;
          const word = text(value);
          if (place === "path") filled = filled.replace(`{${name}}`, encodeURIComponent(word.toWellFormed()) || "%20");
          else if (place === "query") query.append(name, word);
          else headers[name] = word.replace(/[^\x20-\x7e]/g, "?");
        });
        if (sent) headers["content-type"] = sent.type.replace(/[^\x20-\x7e]/g, "?");
        return {
          operation: operationId,
          method: method.toUpperCase(),
          path: `${filled}${query.size > 0 ? `?${query}` : ""}`,
          headers,
          ...(sent && { body: sent.text }),
        };
      });
    }),
  );
}
