import type { Capacity, Fallback, Match, Route } from "@baton/core/agreement";
import { format } from "@baton/core/duration";
import { and } from "../claims/listing.ts";
import { differing, type Say, type Wording } from "./compare.ts";
import { value } from "./words.ts";

/** `emea`, `emea 70 : apac 30`. */
export const toInWords = (to: Route["to"]): string =>
  typeof to === "string" ? to : to.map(({ team, share }) => `${team} ${share}`).join(" : ");

/** `after 2h emea, then sam`. */
export const elseInWords = (others: readonly Fallback[]): string =>
  others.map((one) => (typeof one === "string" ? one : `after ${format(one.wait)}`)).join(", then ");

const listed = (match: Match): string => (typeof match === "string" ? match : Object.values(match).flat().join(" or "));

/** `languages and enterprise or solar`. */
export const matchesInWords = (matches: readonly Match[]): string => and(matches.map(listed));

export const capacityChanges: Say<Capacity> = (from, to) =>
  differing(from, to, {
    open: value("the limit of open leads"),
    perDay: value("the limit of new leads a day"),
    perWeek: value("the limit of new leads a week"),
    perMonth: value("the limit of new leads a month"),
  } satisfies Wording<Capacity>);
