import type { Agreement, RequestKind } from "@baton/core/agreement";
import { differing, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, quoted, value } from "../words.ts";

export const requestChanges: Say<Agreement["requests"]> = (before = [], after = []) =>
  named(byId(before), byId(after), {
    added: (id, { name, from, to, sla }) =>
      `${id} (${quoted(name)}) is a new request, from ${from === "any" ? "either side" : from} to ${to}, by ${sla}`,
    removed: (id, { name }) => `the request ${id} (${quoted(name)}) is removed`,
    changed: (id, from, to) => aboutWords(id, differing(from, to, wording)),
    moved: (sentence) => `of the requests, ${sentence}`,
  });

const byId = (requests: readonly RequestKind[]): Map<string, Omit<RequestKind, "id">> =>
  new Map(requests.map(({ id, ...request }) => [id, request]));

const wording: Wording<Omit<RequestKind, "id">> = {
  name: value("the name", quoted),
  from: value("who may ask"),
  to: value("who answers"),
  sla: value("the policy"),
};
