import type { Agreement, Team } from "@baton/core/agreement";
import { format } from "@baton/core/duration";
import { and } from "../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../compare.ts";
import { capacityChanges, matchesInWords } from "../targets.ts";
import { aboutWords, details, value } from "../words.ts";

export const teamChanges: Say<Agreement["teams"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, team) => `${name} is a new team: ${teamInWords(team)}`,
    removed: (name, team) => `the team ${name} is removed: ${teamInWords(team)}`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, wording)),
  });

const wording: Wording<Team> = {
  members: (before, after) =>
    named(weights(before), weights(after), {
      added: (person, weight) => `${person} joins${weight === 1 ? "" : ` with weight ${weight}`}`,
      removed: (person) => `${person} leaves`,
      changed: (person, from, to) => [`the weight of ${person} is ${to} instead of ${from}`],
      moved: (sentence) => `in the order of members, ${sentence}`,
    }),
  pick: (from, to) => [`leads are shared ${to} instead of ${from}`],
  claim: (from, to) =>
    from && to
      ? [`a lead may now be claimed for ${format(to.within)} instead of ${format(from.within)}`]
      : [to ? `a lead may be claimed for ${format(to.within)}` : "no lead is claimed any more"],
  onDuty: (_, to) => [to === "first" ? "those who can answer soonest now come first" : "shifts no longer matter"],
  require: (_, to) => [
    to.length > 0 ? `members must now match ${matchesInWords(to)}` : "members need not match anything any more",
  ],
  prefer: (_, to) => [to.length > 0 ? `now ${matchesInWords(to)} come first` : "nobody comes first any more"],
  capacity: capacityChanges,
  manager: value("the manager"),
};

const weights = (members: Team["members"]): Map<string, number> =>
  new Map(members.map(({ person, weight }) => [person, weight]));

const teamInWords = ({ members, pick, manager }: Team): string =>
  details([
    members.length === 0
      ? "nobody"
      : and(members.map(({ person, weight }) => (weight === 1 ? person : `${person} (weight ${weight})`))),
    pick,
    manager && `managed by ${manager}`,
  ]);
