import type { Agreement, Rota } from "@baton/core/agreement";
import { and } from "../../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../../compare.ts";
import { aboutWords, listWords, value } from "../../words.ts";
import { weekChanges, weekInWords } from "./week.ts";

export const rotaChanges: Say<Agreement["rotas"]> = (before = {}, after = {}) =>
  named(entries(before), entries(after), {
    added: (name, rota) => `${name} is a new rota: ${rotaInWords(rota)}`,
    removed: (name, rota) => `the rota ${name} is removed: ${rotaInWords(rota)}`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, wording)),
  });

const rotaInWords = ({ order, everyDays, from, hours }: Rota): string =>
  `${and(order)} take turns of ${days(everyDays)} from ${from}, ${weekInWords(hours.week)} (${hours.timezone})`;

const days = (count: number): string => (count === 1 ? "a day" : `${count} days`);

const wording: Wording<Rota> = {
  of: value("its team"),
  everyDays: (from, to) => [`a turn takes ${days(to)} instead of ${days(from)}`],
  from: value("the first day"),
  order: listWords({
    gained: (people) => `${people} join`,
    lost: (people) => `${people} leave`,
    reordered: (people) => `the order is now ${people}`,
  }),
  hours: (from, to) => [
    ...weekChanges(from.week, to.week),
    ...(from.timezone === to.timezone ? [] : [`the time zone is ${to.timezone} instead of ${from.timezone}`]),
  ],
};
