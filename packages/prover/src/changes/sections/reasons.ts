import type { Agreement, Reason } from "@baton/core/agreement";
import { format } from "@baton/core/duration";
import { differing, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, details, quoted, value } from "../words.ts";

export const reasonChanges: Say<Agreement["reasons"]> = (before, after) =>
  named(byId(before), byId(after), {
    added: (id, { name, cause, recycle, afterAttempts, requests }) =>
      `${id} is a new reason: ${details([quoted(name), cause && `cause ${cause}`, recycle && `recycled after ${format(recycle)}`, afterAttempts !== undefined && `after ${afterAttempts} tries`, requests && `asks for ${requests}`])}`,
    removed: (id, { name }) => `the reason ${id} (${quoted(name)}) is removed`,
    changed: (id, from, to) => aboutWords(id, differing(from, to, wording)),
    moved: (sentence) => `of the reasons, ${sentence}`,
  });

export const lostReasonChanges: Say<Agreement["lostReasons"]> = (before = [], after = []) =>
  named(byName(before), byName(after), {
    added: (id, name) => `deals may be lost for ${id} (${quoted(name)})`,
    removed: (id, name) => `deals are no longer lost for ${id} (${quoted(name)})`,
    changed: (id, from, to) => [`deals lost for ${id}: ${quoted(from)} becomes ${quoted(to)}`],
    moved: (sentence) => `of the reasons for which deals are lost, ${sentence}`,
  });

export const messageChanges: Say<Agreement["messages"]> = (before = [], after = []) =>
  named(byText(before), byText(after), {
    added: (id, text) => `${id} is a new message: ${quoted(text)}`,
    removed: (id, text) => `the message ${id} (${quoted(text)}) is removed`,
    changed: (id, from, to) => [`the message ${id}: ${quoted(from)} becomes ${quoted(to)}`],
    moved: (sentence) => `of the messages, ${sentence}`,
  });

const byText = (messages: readonly { id: string; text: string }[]): Map<string, string> =>
  new Map(messages.map(({ id, text }) => [id, text]));

const byName = (reasons: readonly { id: string; name: string }[]): Map<string, string> =>
  new Map(reasons.map(({ id, name }) => [id, name]));

export const recyclingChanges: Say<Agreement["recycling"]> = (before = {}, after = {}) =>
  differing(before, after, {
    to: value("to whom parked leads come back"),
    times: value("how often they come back by themselves"),
  });

export const surveyChanges: Say<Agreement["survey"]> = (before, after) =>
  differing<Partial<NonNullable<Agreement["survey"]>>>(before ?? {}, after ?? {}, {
    every: value("how often both sides are asked what they say of what is sold", format),
    atLeast: value("the match from which what they say is shared", (share) => `${Number((share * 100).toFixed(9))}%`),
  });

export const attributionChanges: Say<Agreement["attribution"]> = (before = {}, after = {}) =>
  differing(before, after, {
    credit: value("by which models revenue is credited to campaigns", (models) => models.join(", ")),
    lookback: value("from how long before a hand-raise on touches count", format),
  });

const byId = (reasons: readonly Reason[]): Map<string, Omit<Reason, "id">> =>
  new Map(reasons.map(({ id, ...reason }) => [id, reason]));

const wording: Wording<Omit<Reason, "id">> = {
  name: value("the name", quoted),
  cause: value("the cause"),
  afterAttempts: value("the number of tries after which it is open"),
  recycle: value("the time after which a lead is recycled", format),
  requests: value("the request that is asked for with it"),
};
