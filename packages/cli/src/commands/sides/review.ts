import { formatInstant } from "@baton/core/zone";
import { body, connect, type GoodAnswer, type Service } from "../../service.ts";
import { asTable, print } from "../../table.ts";
import type { Where } from "../../where.ts";

type Pack = GoodAnswer<Service["api"]["review"]["$get"]>;

/** What both sides meet about next. */
export async function review({ url, json, at }: Where & { at?: string }): Promise<number> {
  const pack = await body(connect(url).api.review.$get({ query: { at } }));
  if (json) print(pack);
  else console.log(inWords(pack));
  return 0;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

function inWords(pack: Pack): string {
  const { at, minutes, period, needed } = pack;
  const tables: [title: string, headings: string[], rows: (string | null)[][]][] = [
    ["Marked", ["lead", "name", "reason"], pack.marked.map((one) => [one.lead, one.name, one.reason])],
    [
      "Requests that are overdue",
      ["id", "kind", "by", "to"],
      pack.overdueRequests.map((one) => [one.id, one.kind, one.by, one.to]),
    ],
    [
      "Promises that were not kept, or wait for a word",
      ["of", "promise", "period", "result"],
      pack.promises.map((one) => [one.of, one.name, one.period, one.result]),
    ],
    [
      "Action items",
      ["id", "what", "who", "due", "done"],
      pack.actionItems.map((one) => [one.id, one.text, one.owner, one.due, one.done ? (one.said ?? "yes") : "no"]),
    ],
    [
      "Handed back by sales",
      ["lead", "name", "why"],
      pack.together.marketing.map((one) => [one.lead, one.name, one.why]),
    ],
    ["Not seen to in time", ["lead", "name", "why"], pack.together.sales.map((one) => [one.lead, one.name, one.why])],
    [
      "Rules of which sales accepts the fewest",
      ["rule", "accepted"],
      pack.rules.map((one) => [one.rule, `${Math.round(one.value * 100)} % (${one.n} of ${one.of})`]),
    ],
    ["Campaigns without a message", ["campaign"], pack.campaignsWithoutMessage.map((id) => [id])],
    ["Messages without a campaign", ["message"], pack.messagesWithoutCampaign.map((id) => [id])],
  ];
  return [
    `Review of ${formatInstant(zone, Date.parse(at))}, ${minutes} minutes, about ${period.from} to ${period.to}: ${needed ? "needed" : "no meeting needed"}`,
    ...tables.flatMap(([title, headings, rows]) => (rows.length === 0 ? [] : ["", title, asTable(headings, rows)])),
  ].join("\n");
}
