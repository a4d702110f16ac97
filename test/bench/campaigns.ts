import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { emulatorClient, ensureTable } from "@baton/aws/admin";
import { dynamoReports, dynamoStore } from "@baton/aws/dynamo";
import { namingOf } from "@baton/core/campaigns";
import { type Relay, rowsOf, type Tally } from "@baton/core/lead";
import type { Person, StoredTouch } from "@baton/core/person";
import { addDays, daysBetween, foldDay } from "@baton/core/report";
import { rulebooks } from "@baton/core/rules";
import { campaignLinks } from "@baton/core/signed";
import { readingPages } from "@baton/web/reading";
import pMap from "p-map";
import { leadItem } from "../../packages/aws/src/dynamo/items/lead-item.ts";
import { rowItem } from "../../packages/aws/src/dynamo/items/row-item.ts";
import { marshall } from "../../packages/aws/src/dynamo/table/client.ts";
import { personKey, touchKey } from "../../packages/aws/src/dynamo/table/keys.ts";
import { findWaysAgain } from "../../packages/core/src/lead/deals/deal.ts";
import { startDynamodb } from "../../packages/local/src/emulators/dynamodb.ts";
import { checked, people, small } from "../helpers/agreements.ts";
import { iso, lead as leadOf } from "../helpers/leads.ts";
import { median, quantile } from "./load.ts";
import { patient } from "./reports.ts";
import { atMost, fixed, print } from "./table.ts";

const LEADS = 10_000;
const TOUCHES_EACH = 4;
const DAYS = 84;
const TO = "2026-11-23";
const NOW = Date.parse(`${addDays(TO, 1)}T09:00:00Z`);
const CAMPAIGNS = 4;
/** One lead in so many has a deal. */
const DEALS = 10;
const RUNS = 9;
const TABLE = "baton-bench";
const AT_ONCE = 8;

/** Prints what the page of a campaign takes over many leads, and crediting their deals again after late touches. */
export async function printCampaignCosts(): Promise<void> {
  const { url, stop } = await startDynamodb({ dataDir: undefined, onLoss: () => {} });
  const client = new DynamoDBClient(emulatorClient(url));
  try {
    await ensureTable({ endpoint: url, name: TABLE });
    const store = dynamoStore({ table: TABLE, client: patient(url) });
    const relay: Relay = {
      store,
      queues: { async checks() {}, async notices() {}, async intake() {}, async days() {}, waiting: async () => 0 },
      rulebooks: rulebooks(store, () => performance.now()),
      time: { now: () => NOW, wallMs: (ms) => ms },
      log() {},
      measure() {},
    };
    const text = small({
      people: people({ ana: {}, ben: {}, sam: { manager: undefined }, max: { role: "marketing" } }),
    });
    await store.publish({ agreement: checked(text), text, appliedAt: iso(NOW) }, undefined);
    for (let n = 0; n < CAMPAIGNS; n++)
      await store.putCampaign({ id: `c${n}`, name: `Campaign ${n}`, owner: "max", changedAt: iso(NOW) });
    const bought = await fill(client);
    const folding = { store: dynamoReports({ table: TABLE, client: patient(url) }), time: relay.time };
    for (const day of daysBetween(addDays(TO, 1 - DAYS), TO)) await foldDay(folding, day, { refresh: true });
    const naming = namingOf(await store.campaigns());
    const pages = readingPages({
      relay,
      folding: () => folding,
      reader: async () => ({ zone: "UTC", names: false, naming }),
      linkKey: () => "key",
    });
    const link = campaignLinks("key").sign({ campaign: "c1", person: "max" }, NOW);
    const shown: number[] = [];
    for (let n = 0; n < RUNS; n++) {
      const begin = performance.now();
      const page = await pages.request(`/c/${link}?from=${addDays(TO, 1 - DAYS)}&to=${TO}`);
      await page.text();
      if (page.status !== 200) throw new Error(`The page answered ${page.status}.`);
      shown.push(performance.now() - begin);
    }
    const crediting = () =>
      measured(() => pMap(bought, (person) => findWaysAgain(relay, person), { concurrency: AT_ONCE }));
    const [changed, same] = [await crediting(), await crediting()];
    print(
      `A campaign among ${fixed(LEADS)} leads with ${fixed(LEADS * TOUCHES_EACH)} touches, over ${DAYS} days`,
      ["", "s", "slowest", "processor s"],
      [
        ["its page", atMost(median(shown) / 1000, 1, (s) => fixed(s, 2)), fixed(quantile(shown, 1) / 1000, 2), ""],
        [`crediting ${fixed(bought.length)} deals again, all of which change`, ...changed],
        ["… none of which does", ...same],
      ],
      [
        `Medians of ${RUNS}, with the emulator's answers; ${AT_ONCE} deals at a time, each read with all that led to it.`,
      ],
    );
  } finally {
    client.destroy();
    await stop();
  }
}

/** How long something takes, and what of it this process computes, in columns. */
async function measured(work: () => Promise<unknown>): Promise<string[]> {
  const [begin, spent] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(spent);
  return [fixed((performance.now() - begin) / 1000, 2), "", fixed((user + system) / 1_000_000, 2)];
}

/** Puts leads with what their people had seen; answers who has a deal, of which nothing that led to it is known yet. */
async function fill(client: DynamoDBClient): Promise<Person[]> {
  const bought: Person[] = [];
  let items: Record<string, AttributeValue>[] = [];
  const batches: Record<string, AttributeValue>[][] = [];
  const put = (item: Record<string, AttributeValue>) => {
    items.push(item);
    if (items.length < 25) return;
    batches.push(items);
    items = [];
  };
  for (let n = 0; n < LEADS; n++) {
    const day = addDays(TO, -(n % DAYS));
    const at = Date.parse(`${day}T09:00:00Z`) + n;
    const person: Person = {
      id: `person-${n}`,
      revision: 1,
      identities: [`person-${n}`],
      known: true,
      touched: true,
      email: true,
      lead: "",
      firstSeen: iso(at),
      lastSeen: iso(at),
    };
    const as = n % 5 === 0 ? "rejected" : "won";
    const tally: Tally = {
      source: "web",
      campaign: `c${n % CAMPAIGNS}`,
      receivedAt: iso(at),
      zone: "UTC",
      day,
      windows: [],
      decided: { version: 1, rule: "All", policy: "fast", team: "sales", score: 85, band: null, qualified: true },
      sales: { person: "ana", at: iso(at), lacks: [] },
      closed: { at: iso(at), as, ...(as === "rejected" && { reason: "fit", cause: "fit" as const }) },
      ...(n % DEALS === 1 && {
        deals: [
          {
            id: `D-${n}`,
            state: "won" as const,
            at: iso(at),
            openedAt: iso(at),
            source: "marketing" as const,
            amount: { minor: String(100_000 + n), currency: "EUR" },
          },
        ],
      }),
    };
    const lead = leadOf({
      at,
      tally,
      fields: { name: `Person ${n}`, email: `p${n}@gmail.com` },
      person: { id: person.id, known: true, identities: person.identities },
      stage: "closed",
      closed: { at: iso(at), as },
    });
    const whole = { ...person, lead: lead.id };
    if (n % DEALS === 1) bought.push(whole);
    put(leadItem(lead));
    put(marshall({ ...personKey(person.id), ...whole }));
    for (const placed of rowsOf(lead.id, tally)) put(rowItem(lead.id, placed));
    for (let t = 1; t <= TOUCHES_EACH; t++) {
      const seen = iso(at - t * 86_400_000);
      const touch: StoredTouch = {
        id: `${seen}#${t}`,
        at: seen,
        source: "web",
        touch: "page",
        label: "/pricing",
        facts: { "utm.campaign": `c${(n + t) % CAMPAIGNS}` },
      };
      put(marshall({ ...touchKey(person.id, touch.id), touch }));
    }
  }
  batches.push(items);
  await pMap(
    batches.filter(({ length }) => length > 0),
    (some) =>
      client.send(
        new BatchWriteItemCommand({ RequestItems: { [TABLE]: some.map((Item) => ({ PutRequest: { Item } })) } }),
      ),
    { concurrency: AT_ONCE },
  );
  return bought;
}
