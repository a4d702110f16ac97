import { providers } from "../agreement/model.ts";
import { didYouMean } from "../agreement/suggest.ts";
import { causes, sides } from "../facts/codes.ts";
import { isZone } from "../zone/index.ts";
import { targetIds } from "./answers.ts";

/** A line that is no answer to what was asked, and what one looks like. */
export class Unreadable extends Error {}

// What a person types on one line, read into what the answers keep; whether it is right the schema says.

const partsOf = (line: string): string[] =>
  line
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

export const asWords = (line: string): string => line.trim();
export const asList = (line: string): string[] => partsOf(line);

/** `Mo Adams, mo@acme.example` */
export function asSeat(line: string): { name: string; email: string } {
  const { name, email, rest } = named(line);
  if (rest.length > 0) throw new Unreadable("expected a name and an e-mail address: Mo Adams, mo@acme.example");
  return { name, email };
}

/** `Ana Ruiz, ana@acme.example`, and behind it a zone, hours and a country of holidays, where they are not as the others'. */
export function asMember(line: string): Record<string, string> {
  const { name, email, rest } = named(line);
  const hours = rest.filter((part) => /^\d/.test(part));
  const found: Record<string, string> = { name, email };
  for (const part of rest) {
    if (hours.includes(part)) found.hours = hours.join(", ");
    else if (/^[A-Z]{2}(-[A-Z0-9]+)*$/.test(part)) found.holidays = part;
    else if (isZone(part)) found.zone = part;
    else
      throw new Unreadable(
        `"${part}" is neither a zone such as Europe/Madrid, nor hours such as 09:00-17:00, nor holidays such as ES`,
      );
  }
  return found;
}

function named(line: string): { name: string; email: string; rest: string[] } {
  const all = partsOf(line);
  const at = all.findIndex((part) => part.includes("@"));
  if (at < 1) throw new Unreadable("expected a name, a comma and an e-mail address: Mo Adams, mo@acme.example");
  return { name: all.slice(0, at).join(", "), email: all[at]!, rest: all.slice(at + 1) };
}

/** `Website demo, form, all, A demo with your own data`: a name, a provider, who of it goes to sales, and what it promises. */
export function asSource(line: string): Record<string, string> {
  const all = partsOf(line);
  const at = all.findIndex((part, n) => n > 0 && Object.hasOwn(providers, part.toLowerCase()));
  if (at < 1) {
    const near = didYouMean(all[1] ?? "", Object.keys(providers));
    throw new Unreadable(`expected a name, a comma and one of ${Object.keys(providers).join(", ")}${near}`);
  }
  const [next = "", ...more] = all.slice(at + 1);
  const toSales = ["qualified", "all"].find((word) => word === next.toLowerCase());
  const promise = [...(toSales || next === "" ? [] : [next]), ...more].join(", ");
  return {
    name: all.slice(0, at).join(", "),
    provider: all[at]!.toLowerCase(),
    toSales: toSales ?? "qualified",
    ...(promise !== "" && { promise }),
  };
}

/** `Not our kind of customer, fit`, `Not now, timing, 90 days` */
export function asReason(line: string): Record<string, string | number> {
  const all = partsOf(line);
  const back = /^(\d+) ?d(ays?)?$/.exec(all.at(-1) ?? "");
  if (back) all.pop();
  const word = all.pop()?.toLowerCase();
  const cause = causes.find((one) => one === word);
  if (all.length === 0 || cause === undefined)
    throw new Unreadable(`expected a reason, a comma and its cause, one of ${causes.join(", ")}`);
  return { name: all.join(", "), cause, ...(back && { backAfterDays: Number(back[1]) }) };
}

/** `Data fix, sales`, `Quote, marketing, owner`: what is asked for, and by whom. */
export function asKind(line: string): Record<string, string> {
  const all = partsOf(line);
  const to = ["team", "owner"].find((word) => word === all.at(-1)?.toLowerCase());
  if (to) all.pop();
  const from = all.pop()?.toLowerCase();
  if (all.length === 0 || !sides.some((side) => side === from))
    throw new Unreadable("expected what is asked for, a comma and who may ask: Data fix, sales");
  return { name: all.join(", "), from: from!, ...(to && { to }) };
}

/** `2000000`, `2,000,000`, `500k`, `2m`, `12.50` */
export function asNumber(line: string): number {
  const text = line
    .trim()
    .toLowerCase()
    .replace(/[ '_\u00a0\u202f]/g, "");
  const found = /^(\d+|\d{1,3}(?:,\d{3})+)(\.\d+)?([km])?$/.exec(text);
  if (!found) throw new Unreadable(`"${line.trim()}" is no number such as 2000000, 500k or 2m`);
  const [, whole, fraction = "", unit] = found;
  if (/^\.\d{3}$/.test(fraction) && !unit)
    throw new Unreadable(
      `is that ${whole}${fraction.replace(".", "")} or ${whole}.${Number(fraction.replace(".", ""))}? Write it without a point, or with two digits after it`,
    );
  return Number(`${whole!.replaceAll(",", "")}${fraction}`) * (unit === "m" ? 1e6 : unit === "k" ? 1e3 : 1);
}

/** `70%`, or `70` */
export function asShare(line: string): string {
  const text = line.replaceAll(" ", "");
  if (!/^\d+(\.\d+)?%?$/.test(text)) return line.trim();
  if (text.endsWith("%")) return text;
  if (Number(text) > 0 && Number(text) <= 1)
    throw new Unreadable(`is that ${Number(text) * 100}% or ${text}%? Write it with its sign`);
  return `${text}%`;
}

export function asYes(line: string): boolean {
  const text = line.trim().toLowerCase();
  if (["y", "yes"].includes(text)) return true;
  if (["n", "no"].includes(text)) return false;
  throw new Unreadable("expected yes or no");
}

/** `qualified-leads 120, acceptance-rate 65%` */
export function asTargets(line: string): Record<string, number | string> {
  return Object.fromEntries(
    partsOf(line).map((part) => {
      const [id, target, ...more] = part.split(/[ :=]+/);
      if (!id || !target || more.length > 0)
        throw new Unreadable("expected a measure and its target: qualified-leads 120, acceptance-rate 65%");
      if (!targetIds.some((one) => one === id.toLowerCase()))
        throw new Unreadable(`"${id}" is none of ${targetIds.join(", ")}${didYouMean(id, targetIds)}`);
      return [id.toLowerCase(), target.endsWith("%") ? target : asNumber(target)];
    }),
  );
}

/** `tue`, `Tuesday` */
export function asWeekday(line: string): string {
  const text = line.trim().toLowerCase();
  const day = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"].find(
    (one) => text.length > 2 && one.startsWith(text),
  );
  return day ? [...day].slice(0, 3).join("") : text;
}
