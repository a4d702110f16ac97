import type { Words } from "@baton/words";
import { didYouMean } from "../../agreement/suggest.ts";
import { BatonError } from "../../error/index.ts";
import { leadFieldsOf } from "../../fields/facts.ts";
import { normalise, written } from "../../fields/normalise.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { assign } from "../assign.ts";
import { type Draft, note, notify } from "../change/draft.ts";
import { takes, unlimited } from "../change/load.ts";
import { changeFields } from "../decision.ts";
import { displayName, type Lead, teamOf } from "../lead.ts";
import { mayReceive } from "../recipients.ts";
import { chooseAgain, rescore, ruleAgain } from "../routing/again.ts";
import { pickFrom } from "../routing/pick.ts";
import { moveTo } from "../routing/reroute.ts";
import { type Answer, type AnswerKind, type Means, noteOf, record } from "./answer.ts";

/** To whom a lead is handed that goes wherever the rules say. */
export const TO_RULES = "rules";

/** Gives the lead to a colleague or a team, takes it, or leaves it to the rules once what was wrong about it is right. */
export const reassign: AnswerKind = {
  offered: (_, __, { role }) => role === "owner" || role === "manager",

  apply(rulebook, draft, answer, means) {
    const { to = "", fields } = answer;
    const { people, teams } = rulebook.agreement;
    if (fields && to !== TO_RULES)
      throw new BatonError("response.fields", "What is wrong about a lead is put right when it goes to the rules.", {
        status: 422,
      });
    if (Object.hasOwn(people, to)) return toPerson(rulebook, draft, answer, to, means);
    if (Object.hasOwn(teams, to)) return toTeam(rulebook, draft, answer, to, means);
    if (to === TO_RULES && draft.lead.request)
      throw refuse("Rules say who takes a lead; please choose who answers this request.");
    if (to === TO_RULES) return toRules(rulebook, draft, answer, means);
    const hint = didYouMean(to, [...Object.keys(people), ...Object.keys(teams)]);
    throw refuse(means.words.say("refused.toChoose", { hint }));
  },
};

const refuse = (message: string, status: 409 | 422 = 422) => new BatonError("response.to", message, { status });

function toPerson(rulebook: Rulebook, draft: Draft, answer: Answer, to: string, { words }: Means): string {
  if (!mayReceive(rulebook, draft.lead, answer.by, draft.now).includes(to)) throw refuse(words.say("refused.to"));
  record(rulebook, draft, answer, { to });
  return give(rulebook, draft, answer, { to, loads: unlimited(rulebook, draft.lead, to), words });
}

async function toTeam(
  rulebook: Rulebook,
  draft: Draft,
  answer: Answer,
  team: string,
  { relay, turns, words }: Means,
): Promise<string> {
  const { lead, now } = draft;
  const excluded = lead.owner === null ? [] : [lead.owner];
  const choice = await pickFrom(relay, rulebook, draft, { targets: [team], turns, excluded });
  const { owner: to } = choice;
  if (to === null) throw refuse(words.say("refused.team", { team }), 409);
  record(rulebook, draft, answer, { to: team });
  lead.team = team;
  return give(rulebook, draft, answer, { to, loads: takes(rulebook, choice, to, now), words });
}

function give(
  rulebook: Rulebook,
  draft: Draft,
  answer: Answer,
  { to, loads, words: { say } }: { to: string; loads: ReturnType<typeof takes>; words: Words },
): string {
  const { lead } = draft;
  const { by } = answer;
  const { people, teams } = rulebook.agreement;
  const from = lead.owner;
  // Whoever takes it from outside the team holds it for good: the team had its turn.
  const team = teams[teamOf(lead) ?? ""];
  const held = team !== undefined && !team.members.some(({ person }) => person === to);
  assign(rulebook, draft, { to, by, how: "taken", loads, note: noteOf(answer), ...(held && { held }) });
  if (to !== by) notify(draft, { kind: "reassigned-to", to, other: from });
  if (from !== null && from !== by) notify(draft, { kind: "reassigned-from", to: from, other: to });
  const name = displayName(lead);
  return to === by ? say("said.yoursNow", { name }) : say("said.hasNow", { owner: people[to]!.name, name });
}

/** The lead goes where the active rules send it, with what is right about it; where that is whoever has it, it stays. */
async function toRules(
  rulebook: Rulebook,
  draft: Draft,
  answer: Answer,
  { relay, turns, words }: Means,
): Promise<string> {
  const { say } = words;
  const { lead, now } = draft;
  const active = await relay.rulebooks.active();
  const corrected = await correct(active, draft, answer);
  const ruled = await ruleAgain(relay, active, lead, { now, keep: false });
  const { route } = ruled;
  const name = displayName(lead);
  if (!route) throw refuse(say("refused.noRule", { name }), 409);
  const { choice, until } = await chooseAgain(relay, active, draft, ruled, turns);
  const { owner } = choice;
  if (owner !== null && owner === lead.owner) {
    if (!corrected) return say("said.stays", { name });
    rescore(draft, ruled.score);
    return say("said.correctedStays", { name });
  }
  record(rulebook, draft, answer, { to: TO_RULES });
  moveTo(active, draft, { ruled, route, choice, until, by: answer.by });
  if (choice.offered !== undefined) return say("said.offered", { name, team: choice.offered });
  if (owner === null) return say("said.nobodyCan", { name });
  return say("said.hasNow", { owner: active.agreement.people[owner]!.name, name });
}

/** Fields that say who somebody is: whose lead it is, is another question than where it goes. */
const identifying = ["email", "phone"];

/** Fields of a lead that whoever leaves it to the rules may correct. */
export const correctable = ({ asked, agreement }: Rulebook, lead: Lead): string[] => {
  const known = new Set([
    ...Object.keys(lead.fields),
    ...Object.keys(leadFieldsOf(agreement.fields)),
    "country",
    "company",
  ]);
  return [...known].filter((name) => asked.has(name) && !identifying.includes(name));
};

/** Puts right what somebody says is wrong; answers whether anything was. */
async function correct(active: Rulebook, draft: Draft, { by, fields: said = {} }: Answer): Promise<boolean> {
  const { lead } = draft;
  const isEmpty = (value: unknown) => value === null || value === "";
  const names = Object.keys(said);
  const wrong = (message: string) => new BatonError("response.fields", message, { status: 422 });
  for (const name of names.filter((name) => identifying.includes(name)))
    throw wrong(`Whose a lead is cannot be corrected so: ${name} says who they are. See "baton people".`);
  const given = Object.fromEntries(Object.entries(said).filter(([, value]) => !isEmpty(value)));
  const { fields: typed } = await normalise(given, leadFieldsOf(active.agreement.fields));
  for (const name of Object.keys(given))
    if (!Object.hasOwn(typed, name))
      throw wrong(`"${name}" is no field of a lead, or "${String(given[name])}" is no value for it.`);
  const cleared = names.filter((name) => isEmpty(said[name]) && Object.hasOwn(lead.fields, name));
  const changed = names.filter(
    (name) => cleared.includes(name) || JSON.stringify(typed[name]) !== JSON.stringify(lead.fields[name]),
  );
  if (changed.length === 0) return false;
  const kept = Object.entries(lead.fields).filter(([name]) => !cleared.includes(name));
  changeFields(lead, { ...Object.fromEntries(kept), ...typed });
  const news = changed.map((name) => `${name}: ${typed[name] === undefined ? "–" : written(typed[name])}`).join(", ");
  note(draft, { is: "lead.corrected", by, fields: changed }, { words: { news } });
  return true;
}
