import { type AttributeValue, BatchWriteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Row } from "@baton/core/lead";
import { rowItem } from "../../packages/aws/src/dynamo/items/row-item.ts";
import { at, contactedAfter, endedAfter, keyOfRow, leadRow, MINUTE, windowRow } from "../helpers/rows.ts";

/** So many campaigns are under way at once, and people answer them. */
const CAMPAIGNS = 40;
const PEOPLE = 60;

/** A number below 1 that looks random, and is the same in every run. */
const chance = (n: number, of: number): number => ((n * 2_654_435_761 + of * 40_503) % 1_000_003) / 1_000_003;

/** The rows of a day's leads: of each the lead, a window for the contact, and mostly one for what came of it. */
export function* dayOfLeads(day: string, leads: number): Generator<Row> {
  for (let n = 0; n < leads; n++) {
    const seed = n + Date.parse(day) / 86_400_000;
    const pick = (of: number, count: number) => Math.floor(chance(seed, of) * count);
    const person = `person-${pick(1, PEOPLE)}`;
    const rejected = chance(seed, 2) < 0.2;
    const contactMs = Math.floor(Math.exp(chance(seed, 3) * 6) * MINUTE);
    const split = {
      lead: `lead_${day}_${n}`,
      campaign: chance(seed, 4) < 0.3 ? null : `campaign-${pick(5, CAMPAIGNS)}`,
      source: `source-${pick(6, 8)}`,
      team: `team-${pick(7, 6)}`,
      policy: `policy-${pick(8, 3)}`,
      rule: `Rule ${pick(9, 20)}`,
      reason: rejected ? `reason-${pick(10, 6)}` : null,
    };
    const received = `${day}T${at((n / leads) * 600 * MINUTE).slice(11)}`;
    yield leadRow({
      ...split,
      at: received,
      sales: { person, at: received, lacks: [] },
      contact: contactedAfter(contactMs).contact!,
      closed: rejected ? { at: received, as: "rejected", cause: "fit" } : null,
      silent: !rejected && chance(seed, 11) < 0.3,
    });
    const late = contactMs > 15 * MINUTE;
    yield windowRow({ ...split, ...contactedAfter(contactMs), at: received, person, over: late, breached: late });
    if (chance(seed, 12) < 0.8)
      yield windowRow({
        ...split,
        window: 1,
        at: received,
        person,
        stage: "disposition",
        kind: "disposition",
        ended: endedAfter(contactMs, rejected ? "rejected" : "opportunity"),
      });
  }
}

/** Puts rows into a table as commits do, under the day that their instants are in. */
export async function putRows(client: DynamoDBClient, table: string, rows: Iterable<Row>): Promise<void> {
  let requests: { PutRequest: { Item: Record<string, AttributeValue> } }[] = [];
  const flush = async () => {
    if (requests.length > 0) await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    requests = [];
  };
  for (const row of rows) {
    requests.push({
      PutRequest: { Item: rowItem(row.lead!, { day: row.at.slice(0, 10), key: keyOfRow(row), rows: [row] }) },
    });
    if (requests.length === 25) await flush();
  }
  await flush();
}
