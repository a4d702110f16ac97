import type { Agreement } from "@baton/core/agreement";
import { differencesByKey, type Wording } from "./changes/compare.ts";
import { conditionWords } from "./changes/conditions.ts";
import { commitmentChanges, goalChanges, reviewChanges, rideAlongChanges } from "./changes/sections/commitments.ts";
import { crmChanges } from "./changes/sections/crm.ts";
import { fieldChanges, tableChanges } from "./changes/sections/fields.ts";
import { peopleChanges } from "./changes/sections/people.ts";
import {
  attributionChanges,
  lostReasonChanges,
  messageChanges,
  reasonChanges,
  recyclingChanges,
  surveyChanges,
} from "./changes/sections/reasons.ts";
import { requestChanges } from "./changes/sections/requests.ts";
import { retentionChanges } from "./changes/sections/retention.ts";
import { rolloutChanges } from "./changes/sections/rollout.ts";
import { routingChanges } from "./changes/sections/routing.ts";
import { scoreChanges } from "./changes/sections/score.ts";
import { signatureChanges } from "./changes/sections/signatures.ts";
import { contactHoursChanges, slaChanges } from "./changes/sections/sla.ts";
import { motionChanges, segmentChanges } from "./changes/sections/sorting.ts";
import { sourceChanges } from "./changes/sections/sources.ts";
import { teamChanges } from "./changes/sections/teams.ts";
import { calendarChanges } from "./changes/sections/time/calendars.ts";
import { rotaChanges } from "./changes/sections/time/rotas.ts";
import { value } from "./changes/words.ts";

export interface Change {
  /** The part of the agreement: `routing`, `sla` … */
  part: keyof Agreement;
  /** A sentence without its period: `hot: the contact window shrinks from 15m to 10m`. */
  words: string;
}

/**
 * What changes between two checked agreements, in words, what matters most first. Every difference is said, except for those
 * that mean nothing: dates of holiday regions and offsets of time zones, which are resolved anew for every version, and other ways
 * to write the same.
 */
export function changes(before: Agreement, after: Agreement): Change[] {
  const words = { before: conditionWords(before), after: conditionWords(after) };
  const wording: Wording<Omit<Agreement, "zones" | "resolved">> = {
    routing: routingChanges(words),
    sla: slaChanges,
    contactHours: contactHoursChanges,
    score: scoreChanges(words),
    segments: segmentChanges(words),
    motion: motionChanges(words),
    teams: teamChanges,
    people: peopleChanges,
    calendars: calendarChanges,
    rotas: rotaChanges,
    sources: sourceChanges,
    fields: fieldChanges,
    tables: tableChanges,
    reasons: reasonChanges,
    requests: requestChanges,
    lostReasons: lostReasonChanges,
    messages: messageChanges,
    survey: surveyChanges,
    crm: crmChanges,
    rollout: rolloutChanges,
    handover: value("what a hand-over has to have", ({ needs }) => needs.join(", ")),
    recycling: recyclingChanges,
    attribution: attributionChanges,
    currency: value("the currency that most deals are in"),
    commitments: commitmentChanges,
    goals: goalChanges,
    review: reviewChanges,
    rideAlongs: rideAlongChanges,
    manager: value("the manager, who hears of leads that nobody can take,"),
    operator: value("the operator, who hears of sources that fail,"),
    retention: retentionChanges,
    reroute: value("whether leads are routed again that become ones for sales"),
    visibility: value("whom reports and rows name"),
    timezone: value("the time zone"),
    name: value("the name"),
    signed: signatureChanges,
    signers: value(
      "who signs changes of the rules",
      ({ marketing, sales }) => `${marketing} for marketing, ${sales} for sales`,
    ),
  };
  return differencesByKey(before, after, wording).map(({ key, words }) => ({ part: key, words }));
}
