import type { TableKey } from "../agreement/model.ts";
import { type Literal, literal } from "../condition/condition.ts";
import type { FieldType } from "../fields/builtin.ts";

/** One thing that a cell names: every value, one value, or those from one to another. */
export type Item = typeof ANY | Literal | Span;
/** Whatever the value is, or that there is none. */
export const ANY = Symbol("any");

/**
 * Values of one order, from the first up to but not including the end. Of texts those are in it that are at least so long, as it is
 * their beginning that counts.
 */
export type Span = { from: number; end: number } | { from: string; end: string; length: number };

/** A cell that stands for every value is empty, or this. */
const STAR = "*";
/** Between the values of a cell. */
export const BETWEEN = "|";

/** What a cell names, or what is wrong with it: `DE|AT`, `80`, `1-49`, `10000-19999`. */
export function itemsOf(cell: string, { how }: Pick<TableKey, "how">, type: FieldType): Item[] | { problem: string } {
  const parts = cell.includes(BETWEEN) ? cell.split(BETWEEN).map((part) => part.trim()) : [cell];
  if (parts.every((part) => part === "" || part === STAR)) return [ANY];
  const items: Item[] = [];
  for (const part of parts) {
    if (part === "" || part === STAR)
      return { problem: `"${cell}" has an empty value: write nothing or ${STAR} alone for any` };
    const item = how === "key" ? keyOf(part, type) : how === "prefix" ? prefixOf(part) : rangeOf(part, type);
    if (typeof item === "object" && "problem" in item) return item;
    items.push(item);
  }
  return items;
}

function keyOf(part: string, type: FieldType): Literal | { problem: string } {
  if (type === "number") return isDecimal(part) ? Number(part) : { problem: `"${part}" is no number such as 12.5` };
  if (type === "boolean") return yesOrNo(part) ?? { problem: `"${part}" is neither yes nor no` };
  return literal(part);
}

export function yesOrNo(text: string): boolean | undefined {
  if (/^(yes|true)$/i.test(text)) return true;
  return /^(no|false)$/i.test(text) ? false : undefined;
}

/** A number as cells have it: `12.5`. */
export const isDecimal = (text: string): boolean => /^-?\d{1,15}(\.\d{1,6})?$/.test(text);

const prefixOf = (part: string): Span => {
  const from = literal(part) as string;
  return { from, end: after(from), length: from.length };
};
/** After every text that begins so. */
const after = (text: string): string => `${text}\uffff`;

function rangeOf(part: string, type: FieldType): Span | { problem: string } {
  if (type === "number") {
    const [, low = "", high = ""] = isDecimal(part) ? ["", part, part] : (numbers.exec(part) ?? []);
    if (low === "" && high === "") return { problem: `"${part}" is no range such as 1-49, 250- or ..49` };
    const from = low === "" ? Number.NEGATIVE_INFINITY : Number(low);
    const end = high === "" ? Number.POSITIVE_INFINITY : next(high);
    return from < end ? { from, end } : { problem: `"${part}" ends before it begins` };
  }
  // Beginnings with a hyphen of their own have dots between them: 00-001..02-999.
  const between = ["..", "–", "-"].find((sign) => part.includes(sign));
  const [low = "", to = low, ...more] = part.split(between ?? "..").map((one) => literal(one) as string);
  if (low === "" || to === "" || more.length > 0 || low.length !== to.length)
    return { problem: `"${part}" is no range of beginnings of one length, such as 10000-19999` };
  return low <= to ? { from: low, end: after(to), length: low.length } : { problem: `"${part}" ends before it begins` };
}

/** `1-49`, `-5..5`, `250-`, `..49`. */
const numbers = /^(-?\d{1,15}(?:\.\d{1,6})?)?\s*(?:\.\.|[-–])\s*(-?\d{1,15}(?:\.\d{1,6})?)?$/;

/** The number after it by its last digit, so that 49.5 lies in 1-49 as well, and nothing between 1-49 and 50-99. */
function next(number: string): number {
  const places = number.split(".")[1]?.length ?? 0;
  return Number((Number(number) + 10 ** -places).toFixed(places));
}

/** A span as a cell has it. */
export function inWords(span: Span): string {
  if (typeof span.from === "string") {
    const to = (span.end as string).slice(0, -1);
    return to === span.from ? span.from : `${span.from}-${to}`;
  }
  const { from, end } = span as { from: number; end: number };
  if (from === Number.NEGATIVE_INFINITY) return end === Number.POSITIVE_INFINITY ? "any number" : `below ${end}`;
  if (end === Number.POSITIVE_INFINITY) return `${from} or more`;
  if (!Number.isInteger(from) || !Number.isInteger(end)) return `${from} up to below ${end}`;
  return end - from === 1 ? `${from}` : `${from}-${end - 1}`;
}
