import { createHash } from "node:crypto";
import type { Delivery } from "@baton/core/delivery";
import { sortableId } from "@baton/core/ids";
import type { Lead, Noted } from "@baton/core/lead";
import type { Commit } from "@baton/core/ports";
import { localDate } from "@baton/core/zone";

/** The instant tests happen at: a Tuesday, 10:00 in Berlin. */
export const T0 = Date.parse("2026-11-24T09:00:00Z");

export const iso = (instant: number): string => new Date(instant).toISOString();

let made = 0;

/** A delivery that nobody has seen before; a test names only what matters to it. */
export function delivery(changes: Partial<Delivery> = {}): Delivery {
  made += 1;
  return {
    id: `dlv_${createHash("sha256").update(`delivery ${made}`).digest("hex").slice(0, 32)}`,
    source: "website-demo",
    provider: "form",
    contentType: "application/json",
    receivedAt: iso(T0),
    bytes: 2,
    outcome: "pending",
    leads: [],
    ...changes,
  };
}

/** A lead in its first commit, owned and without a clock; `at` is when it was received. */
export function lead({ at = T0, ...changes }: Partial<Lead> & { at?: number } = {}): Lead {
  made += 1;
  const entropy = createHash("sha256").update(`lead ${made}`).digest();
  const owner = changes.owner === undefined ? "ana" : changes.owner;
  return {
    id: sortableId("lead", at, entropy),
    revision: 1,
    source: "website-demo",
    provider: "form",
    delivery: `dlv_of_lead_${made}`,
    test: false,
    fields: { name: `Lead ${made}`, email: `lead${made}@globex.example`, employees: 600 },
    extra: {},
    createdAt: iso(at),
    score: { total: 85, band: "hot", reasons: [{ name: "Asked for a demo", points: 45 }] },
    decision: {
      version: 1,
      at: iso(at),
      score: 85,
      band: "hot",
      qualified: true,
      rule: "Hot",
      to: "emea",
      policy: "hot",
      team: "emea",
      candidates: [{ person: "ana" }, { person: "ben", excluded: { code: "turn", owed: 333_333, most: 333_333 } }],
      turns: { "team/emea": { seq: 1, credits: {} } },
    },
    owner,
    owners: owner === null ? [] : [{ person: owner, from: iso(at), how: "routed" }],
    stage: "contact",
    responses: [],
    notices: [],
    noticeCount: 0,
    counted: false,
    tally: {
      source: "website-demo",
      campaign: null,
      receivedAt: iso(at),
      zone: "Europe/Berlin",
      day: localDate("Europe/Berlin", at),
      windows: [],
    },
    ...changes,
  };
}

/** What goes with a change of a lead; a test names only what matters to it. */
export const alongside = (parts: Partial<Commit> = {}): Commit => ({
  facts: [],
  rows: { put: [], remove: [] },
  loads: [],
  newOwner: false,
  ...parts,
});

/** A fact with words, as a commit notes it. */
export const asked = (words: string, at = T0): Noted => ({
  fact: { at: iso(at), is: "lead.resubmitted", source: "website-demo", delivery: "dlv_again", campaign: null },
  words: { news: words },
});

/** The same lead with a clock whose next step is due at an instant. */
export function ticking(of: Lead, dueAt: number): Lead {
  return {
    ...of,
    tally: {
      ...of.tally,
      windows: [
        {
          stage: "contact",
          policy: "hot",
          holder: of.owner,
          side: "sales",
          startedAt: of.createdAt,
          promisedBy: iso(dueAt),
          respondBy: iso(dueAt),
        },
      ],
    },
    clock: {
      version: 1,
      policy: "hot",
      stage: "contact",
      holder: "ana",
      startedAt: of.createdAt,
      respondBy: iso(dueAt),
      firstRespondBy: iso(dueAt),
      steps: [{ id: "0", do: "remind", at: iso(dueAt), within: true, elapsed: false, state: "pending" }],
    },
  };
}

/** The lead after one more change. */
export const changed = (of: Lead, changes: Partial<Lead> = {}): Lead => ({
  ...of,
  revision: of.revision + 1,
  ...changes,
});

/** A closed lead is in no list of open ones, has no clock and no owner's load. */
export const closed = (of: Lead, at: number): Lead => {
  const { clock: _clock, ...rest } = changed(of, {
    stage: "closed",
    closed: { at: iso(at), as: "rejected", reason: "not-a-fit" },
    counted: false,
  });
  return rest;
};
