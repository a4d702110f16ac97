import type { Agreement, TeamMember } from "@baton/core/agreement";
import { differing, entries, named, type Say, type Wording } from "../compare.ts";
import { capacityChanges } from "../targets.ts";
import { aboutWords, details, listWords, quoted, value } from "../words.ts";
import { windowsInWords } from "./time/week.ts";

export const peopleChanges: Say<Agreement["people"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (id, { name, email, role, manager }) =>
      `${id} is new: ${details([name, email, role && `role ${role}`, manager && `managed by ${manager}`])}`,
    removed: (id, { name }) => `${id} (${name}) is removed`,
    changed: (id, from, to) => aboutWords(id, differing(from, to, wording)),
  });

const wording: Wording<TeamMember> = {
  name: value("the name", quoted),
  email: value("the e-mail address"),
  role: value("the role"),
  manager: value("the manager"),
  calendar: (from, to) => [`works in ${calendarInWords(to)} instead of ${calendarInWords(from)}`],
  timezone: value("the time zone"),
  languages: listWords({
    gained: (languages) => `speaks ${languages} now`,
    lost: (languages) => `no longer speaks ${languages}`,
    reordered: (languages) => `the order of languages is now ${languages}`,
  }),
  skills: listWords({
    gained: (skills) => `is now skilled in ${skills}`,
    lost: (skills) => `is no longer skilled in ${skills}`,
    reordered: (skills) => `the order of skills is now ${skills}`,
  }),
  capacity: capacityChanges,
  quiet: (_, to) => [to ? "reminders now wait for their working time" : "reminders come at any time again"],
  deputy: (from, to) => [
    to ? `${to} now stands in for them${from ? ` instead of ${from}` : ""}` : "nobody stands in for them any more",
  ],
  away: listWords(
    {
      gained: (leave) => `is away ${leave}, which is new`,
      lost: (leave) => `is no longer away ${leave}`,
      reordered: (leave) => `leave is now listed in the order ${leave}`,
    },
    ({ from, to, hours }) =>
      details([from === to ? `on ${from}` : `from ${from} to ${to}`, hours && windowsInWords(hours)]),
  ),
};

const calendarInWords = (calendar: string | undefined): string =>
  calendar ? `calendar ${calendar}` : "no calendar (always at work)";
