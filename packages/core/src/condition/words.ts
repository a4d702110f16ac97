import type { Condition, Literal, Test } from "./condition.ts";

/** A condition as a person would say it: `country is DE, AT or CH and employees is at least 500`. */
export function conditionInWords(condition: Condition, isInstant: (field: string) => boolean = () => false): string {
  const say = (part: Condition): string => {
    if ("all" in part) return part.all.length === 0 ? "anything" : joined(part.all, "and", "any");
    if ("any" in part) return part.any.length === 0 ? "nothing" : joined(part.any, "or", "all");
    if ("not" in part)
      return "field" in part.not ? testInWords(opposite(part.not), isInstant) : `not (${say(part.not)})`;
    return testInWords(part, isInstant);
  };
  const joined = (parts: Condition[], word: string, other: "any" | "all") =>
    parts.map((part) => (parts.length > 1 && other in part ? `(${say(part)})` : say(part))).join(` ${word} `);
  return say(condition);
}

/** A test, or its opposite with `not` before the operator: an absent field fails every operator, so those are two things. */
type Said = Test & { negated?: boolean };

const opposite = (test: Test): Said =>
  test.op === "exists" ? { ...test, value: !test.value } : { ...test, negated: true };

function testInWords(test: Said, isInstant: (field: string) => boolean): string {
  const { field } = test;
  const value = (one: Literal) =>
    typeof one === "number" && isInstant(field) ? new Date(one).toISOString().replace(".000Z", "Z") : `${one}`;
  const not = test.negated ? "not " : "";
  switch (test.op) {
    case "exists":
      return `${field} is ${test.value ? "given" : "absent"}`;
    case "eq":
      return `${field} is ${not}${value(test.value)}`;
    case "in":
      return `${field} is ${not}${listed(test.value.map(value))}`;
    case "ne":
      return `${field} is ${test.negated ? `absent or ${value(test.value)}` : `given and not ${value(test.value)}`}`;
    case "notIn":
      return `${field} is ${test.negated ? `absent or ${listed(test.value.map(value))}` : `given and not ${listed(test.value.map(value))}`}`;
    case "lt":
      return `${field} is ${not}less than ${value(test.value)}`;
    case "lte":
      return `${field} is ${not}at most ${value(test.value)}`;
    case "gt":
      return `${field} is ${not}more than ${value(test.value)}`;
    case "gte":
      return `${field} is ${not}at least ${value(test.value)}`;
    case "contains":
      return `${field} ${test.negated ? "does not contain" : "contains"} "${test.value}"`;
    case "startsWith":
      return `${field} ${test.negated ? "does not start" : "starts"} with "${test.value}"`;
    case "endsWith":
      return `${field} ${test.negated ? "does not end" : "ends"} with "${test.value}"`;
  }
}

/** `DE`, `DE or AT`, `DE, AT or CH`; long lists say how many more there are. */
function listed(values: string[]): string {
  if (values.length === 0) return "one of none";
  const shown = values.length > 6 ? [...values.slice(0, 5), `${values.length - 5} others`] : values;
  return shown.length === 1 ? shown[0]! : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`;
}
