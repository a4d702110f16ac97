import { deflateSync, inflateSync } from "node:zlib";
import { dueAt, expiresAt, type Lead, type LeadSummary, summaryOf } from "@baton/core/lead";
import { type Attributes, marshall, unmarshall } from "./client.ts";
import { dueAttributes, leadKey, ownerKey, RECENT_SHARDS, recentKey, shardOf } from "./keys.ts";
import { words } from "./lead-words.ts";

/** What the indexes show of a lead beside their keys, which say the rest. */
type Listed = Omit<LeadSummary, "id" | "createdAt">;

/**
 * A lead as an item. It is charged by the KB at every change, so all but what indexes and conditions need is one compressed text;
 * made of JSON, which is also quicker than hundreds of attributes.
 */
export function leadItem(lead: Lead): Attributes {
  const key = leadKey(lead.id);
  const { id: _id, createdAt, ...summary } = summaryOf(lead);
  const listed: ListedItem = { createdKey: `${createdAt}#${lead.id}`, summary };
  return marshall({
    ...key,
    ...listed,
    lead: deflateSync(JSON.stringify(lead), { dictionary: dictionaryOf(listed) }),
    revision: lead.revision,
    ownerKey: ownerKey(lead.owner, lead.closed !== undefined),
    recentKey: recentKey(lead.createdAt, shardOf(lead.id, RECENT_SHARDS)),
    ...dueAttributes(lead.id, dueAt(lead)),
    ...expiry(lead),
  });
}

/** What has DynamoDB delete a closed lead, and what is told of it. */
export function expiry(lead: Lead): { expiresAt?: number } {
  const at = expiresAt(lead);
  return at === undefined ? {} : { expiresAt: Math.floor(at / 1000) };
}

export function readLead(item: Attributes): Lead {
  const { lead, ...listed } = unmarshall<ListedItem & { lead: Uint8Array }>(item);
  return JSON.parse(inflateSync(lead, { dictionary: dictionaryOf(listed) }).toString()) as Lead;
}

/** The words of leads, and what the item says of this one anyway, so that none of it takes room twice. */
function dictionaryOf({ createdKey, summary }: ListedItem): Buffer {
  const { source, name, email, owner, stage, rule, dueAt } = summary;
  return Buffer.concat([
    words,
    Buffer.from(JSON.stringify([source, name, email, owner, stage, rule, dueAt, createdKey])),
  ]);
}

/** What an index holds of a lead. */
export interface ListedItem {
  createdKey: string;
  summary: Listed;
}

export function readSummary({ createdKey, summary }: ListedItem): LeadSummary {
  const [createdAt, id] = createdKey.split("#") as [string, string];
  return { ...summary, id, createdAt };
}
