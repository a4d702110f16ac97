import { deflateSync, inflateSync } from "node:zlib";
import { dueAt, expiresAt, type Lead, type LeadSummary, summaryOf } from "@baton/core/lead";
import { type Attributes, marshall, unmarshall } from "../table/client.ts";
import { dueAttributes, leadKey, ownerKey, recentKey, shardOf } from "../table/keys.ts";
import { words } from "./lead-words.ts";

/**
 * What the indexes show of a lead beside their keys, which say the rest: values only, because the names would take more room in
 * every copy than they do. What comes later is added at the end.
 */
const listed = [
  "source",
  "name",
  "email",
  "owner",
  "stage",
  "score",
  "rule",
  "dueAt",
  "test",
  "respondBy",
  "campaign",
  "team",
  "segment",
  "company",
] as const satisfies (keyof LeadSummary)[];

/**
 * A lead as an item. It is charged by the KB at every change, so all but what indexes and conditions need is one compressed text;
 * made of JSON, which is also quicker than hundreds of attributes.
 */
export function leadItem(lead: Lead): Attributes {
  const key = leadKey(lead.id);
  const shard = shardOf(lead.id);
  const summary = summaryOf(lead);
  const shown: ListedItem = {
    createdKey: `${lead.createdAt}#${lead.id}`,
    summary: JSON.stringify(listed.map((name) => summary[name])),
  };
  return marshall({
    ...key,
    ...shown,
    lead: deflateSync(JSON.stringify(lead), { dictionary: dictionaryOf(shown) }),
    revision: lead.revision,
    ownerKey: ownerKey(lead.owner, lead.closed !== undefined, shard),
    recentKey: recentKey(shard, lead.request !== undefined || lead.tally.request !== undefined),
    ...dueAttributes(lead.id, dueAt(lead)),
    ...expiry(lead),
  });
}

/** What has DynamoDB delete a closed lead, and what is told of it. */
export function expiry(lead: Lead): { expiresAt?: number } {
  const at = expiresAt(lead);
  return at === undefined ? {} : { expiresAt: Math.floor(at / 1000) };
}

export function leadOfItem(item: Attributes): Lead {
  const { lead, ...shown } = unmarshall<ListedItem & { lead: Uint8Array }>(item);
  return JSON.parse(inflateSync(lead, { dictionary: dictionaryOf(shown) }).toString()) as Lead;
}

/** The words of leads, and what the item says of this one anyway, so that none of it takes room twice. */
const dictionaryOf = ({ createdKey, summary }: ListedItem): Buffer =>
  Buffer.concat([words, Buffer.from(summary), Buffer.from(createdKey)]);

/** What an index holds of a lead. */
export interface ListedItem {
  createdKey: string;
  /** JSON: the values of `listed`, in its order. */
  summary: string;
}

export function readSummary({ createdKey, summary }: ListedItem): LeadSummary {
  const [createdAt, id] = createdKey.split("#") as [string, string];
  const values = JSON.parse(summary) as unknown[];
  const shown = Object.fromEntries(listed.map((name, n) => [name, values[n] ?? null])) as Omit<
    LeadSummary,
    "id" | "createdAt"
  >;
  return { ...shown, id, createdAt };
}
