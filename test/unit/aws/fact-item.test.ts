import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type Entry, type Fact, type Lead, type Noted, readFacts, timeline } from "@baton/core/lead";
import { expect, test } from "vitest";
import { factItem, readEntry, type StoredEntry } from "../../../packages/aws/src/dynamo/items/fact-item.ts";
import { factWords } from "../../../packages/aws/src/dynamo/items/fact-words.ts";
import { unmarshall } from "../../../packages/aws/src/dynamo/table/client.ts";
import { acme, rulebookOf } from "../../helpers/agreements.ts";
import { lead } from "../../helpers/leads.ts";

interface Fixture {
  commits: { stored: Omit<StoredEntry, "facts"> & { facts: string }; entry: Entry }[];
}

const { commits } = JSON.parse(
  readFileSync(new URL("../../fixtures/facts/v1.json", import.meta.url), "utf8"),
) as Fixture;
const entries = commits.map(({ entry }) => entry);

const notedOf = ({ facts, words }: Entry): Noted[] =>
  facts.map((fact, n) => ({ fact, ...(words?.[n] && { words: words[n] }) }));

test("the words that stored facts are read with are what they were", () => {
  expect(createHash("sha256").update(factWords).digest("hex")).toBe(
    "6591b211640e1c429f6270b8a97ba062c9e61b0a40032877e741c4b96986b5e6",
  );
});

test.each(commits.map((commit) => [commit.entry.facts.map(({ is }) => is).join(", "), commit] as const))(
  "facts of version 1 are read as they were stored: %s",
  (_names, { stored, entry }) => {
    expect(readEntry({ ...stored, facts: Buffer.from(stored.facts, "base64") })).toEqual(entry);
  },
);

test("facts are stored as they were, what people typed apart from them", () => {
  for (const { stored, entry } of commits) {
    const of = lead({ revision: entry.revision });
    const item = unmarshall<StoredEntry>(factItem(of, notedOf(entry)));
    expect(readEntry(item)).toEqual(entry);
    expect(item.words).toEqual(stored.words);
  }
});

test("there is a stored fact of every name", () => {
  const names: Record<Fact["is"], true> = {
    "contact.undone": true,
    "deal.reported": true,
    "step.withheld": true,
    "lead.recycled": true,
    "deal.attributed": true,
    "lead.feedback": true,
    "recycle.ended": true,
    "rejection.marked": true,
    "rejection.judged": true,
    "rejection.settled": true,
    "request.asked": true,
    "request.answered": true,
    "request.returned": true,
    "wait.started": true,
    "wait.ended": true,
    "person.merged": true,
    "person.split": true,
    "request.split": true,
    "meeting.moved": true,
    "meeting.off": true,
    "breach.withdrawn": true,
    "clock.recalculated": true,
    "fetch.failed": true,
    "lead.accepted": true,
    "lead.assigned": true,
    "lead.attempted": true,
    "lead.corrected": true,
    "lead.reopened": true,
    "response.withdrawn": true,
    "lead.closed": true,
    "lead.contacted": true,
    "lead.decided": true,
    "lead.escalated": true,
    "lead.fetched": true,
    "lead.forgotten": true,
    "lead.merged": true,
    "lead.received": true,
    "lead.redacted": true,
    "lead.reminded": true,
    "lead.reread": true,
    "lead.rescored": true,
    "lead.resubmitted": true,
    "lead.reviewed": true,
    "lead.snoozed": true,
    "snooze.ended": true,
    "mail.bounced": true,
    "request.withdrawn": true,
    "stage.breached": true,
    "stage.ended": true,
    "stage.started": true,
    "step.skipped": true,
  };
  const stored = new Set(entries.flatMap(({ facts }) => facts.map(({ is }) => is)));
  expect([...stored].sort()).toEqual(Object.keys(names).sort());
});

test("what people read of any fact has no instant, id or code of a machine in it", () => {
  const of: Lead = lead({ fields: { name: "Jane Doe" } });
  const lines = timeline(rulebookOf(acme), of, readFacts(of.id, entries), "Europe/Berlin");
  expect(lines.length).toBeGreaterThan(20);
  for (const { text } of lines) {
    expect(text).not.toMatch(/\d{4}-\d\d-\d\dT|lead_|dlv_|undefined|null|\[object/);
    expect(text).toMatch(/[.”]$/);
  }
});
