import type { Agreement, CrmAnswer } from "@baton/core/agreement";
import { differing, named, type Say } from "../compare.ts";
import { quoted, value } from "../words.ts";

type Crm = Partial<NonNullable<Agreement["crm"]>>;

export const crmChanges: Say<Agreement["crm"]> = (before: Crm = {}, after: Crm = {}) =>
  differing(before, after, {
    system: value("the CRM"),
    source: value("the source by which the CRM tells of statuses"),
    status: (from = {}, to = {}) =>
      named(byValue(from), byValue(to), {
        added: (status, answer) => `the status ${quoted(status)} of the CRM means ${answer}`,
        removed: (status, answer) => `the status ${quoted(status)} of the CRM no longer means ${answer}`,
        changed: (status, from, to) => [`the status ${quoted(status)} of the CRM means ${to} instead of ${from}`],
        moved: (sentence) => `of the CRM's statuses, ${sentence}`,
      }),
  });

const byValue = (status: Record<string, CrmAnswer>): Map<string, string> =>
  new Map(Object.entries(status).map(([name, answer]) => [name, inWords(answer)]));

const inWords = (answer: CrmAnswer): string =>
  typeof answer === "string" ? answer : Object.entries(answer).flat().join(" for ");
