import type * as z from "zod";
import { shorten } from "../text/index.ts";
import type { Path, ReportFinding } from "./finding.ts";
import { agreementSchema } from "./schema.ts";
import { didYouMean } from "./suggest.ts";

/** Turns zod's issue into one of our findings: what was expected, what was found, and the nearest right name. */
export function reportIssue(issue: z.core.$ZodIssue, root: unknown, report: ReportFinding): void {
  const path = issue.path as Path;
  const found = path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key as string],
    root,
  );
  const missing = () => report(path, "schema.required", `"${String(path.at(-1) ?? "agreement")}" is missing`);
  const expected = (names: string[]) =>
    report(
      path,
      "schema.value",
      `expected ${names.join(", ")}, found ${describe(found)}${typeof found === "string" && !names.includes(found) ? didYouMean(found, names) : ""}`,
    );

  switch (issue.code) {
    case "unrecognized_keys":
      for (const key of issue.keys) {
        const message = `unknown key "${key}"${didYouMean(key, knownKeys(path))}`;
        report([...path, key], "schema.key", message, { atKey: true });
      }
      break;
    case "invalid_type":
      if (found === undefined) missing();
      else {
        // A scalar that is written as a text says itself what it expects.
        const expected = issue.message.startsWith("expected ") ? issue.message : `expected ${typeName(issue.expected)}`;
        report(path, "schema.type", `${expected}, found ${describe(found)}`);
      }
      break;
    case "invalid_value":
      if (found === undefined) missing();
      else expected(issue.values.map(String));
      break;
    case "invalid_union":
      if (found === undefined) missing();
      else if (issue.discriminator) {
        if (typeof found === "object") missing();
        else expected(["remind", "escalate", "reassign"]);
      } else {
        // The branch that went furthest says what is wrong; a text that no parser took says what was expected.
        const all = issue.errors.flat();
        const custom = typeof found === "string" ? all.filter(({ code }) => code === "custom") : [];
        const words = typeof found === "string" ? all.filter((each) => each.code === "invalid_value") : [];
        const inner =
          words.length > 0 ? words : custom.length > 0 ? custom : all.filter((each) => each.path.length > 0);
        for (const each of inner) {
          reportIssue({ ...each, path: [...issue.path, ...each.path] } as z.core.$ZodIssue, root, report);
        }
        if (inner.length === 0) report(path, "schema.type", `${describe(found)} does not fit here`);
      }
      break;
    case "invalid_key":
      report(path, "schema.value", `"${String(path.at(-1))}" ${issue.issues[0]?.message ?? "cannot be a name"}`, {
        atKey: true,
      });
      break;
    case "too_small":
    case "too_big": {
      const bound = issue.code === "too_small" ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
      report(
        path,
        "schema.value",
        typeof found === "number" ? `expected ${bound}, found ${describe(found)}` : issue.message,
      );
      break;
    }
    case "custom":
      report(path, (issue.params?.code as string | undefined) ?? "schema.value", issue.message);
      break;
    default:
      report(path, "schema.value", issue.message);
  }
}

const typeNames: Partial<Record<string, string>> = {
  record: "a map",
  object: "a map",
  array: "a list",
  int: "a whole number",
};
const typeName = (type: string): string => typeNames[type] ?? `a ${type}`;

/** Keys the schema allows at a path, for suggestions. */
function knownKeys(path: Path): string[] {
  let node: unknown = agreementSchema;
  for (const key of path) {
    node = unwrap(node);
    const def = (node as z.core.$ZodType)._zod.def as unknown as Record<string, unknown>;
    if (def.type === "object") node = (def.shape as Record<string, unknown>)[key as string];
    else if (def.type === "record") node = def.valueType;
    else if (def.type === "array") node = def.element;
    else if (def.type === "union")
      node = (def.options as unknown[]).find(
        (option) => ((option as z.core.$ZodType)._zod.def as { type: string }).type === "object",
      );
    if (!node) return [];
  }
  node = unwrap(node);
  const def = (node as z.core.$ZodType)._zod.def as unknown as {
    type: string;
    shape?: object;
    options?: z.core.$ZodType[];
  };
  if (def.type === "union")
    return [
      ...new Set(def.options!.flatMap((option) => Object.keys((option._zod.def as { shape?: object }).shape ?? {}))),
    ];
  return Object.keys(def.shape ?? {});
}

function unwrap(node: unknown): unknown {
  const def = (node as z.core.$ZodType)._zod.def as { innerType?: unknown };
  return def.innerType ? unwrap(def.innerType) : node;
}

const describe = (value: unknown): string =>
  value === null
    ? "nothing"
    : Array.isArray(value)
      ? "a list"
      : typeof value === "object"
        ? "a map"
        : shorten(JSON.stringify(value), MOST_SHOWN);

const MOST_SHOWN = 80;
