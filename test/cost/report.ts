import { atMost, fixed, print } from "../bench/table.ts";
import { limits, polling, seats, sizing } from "./assumptions.ts";
import { bill, total } from "./bill.ts";
import { monthWith, type Peer } from "./peers.ts";
import { peers, prices, region } from "./prices.ts";
import type { Scenarios } from "./scenarios.ts";
import { add, type Counted, type Parts, scale, type Usage } from "./usage.ts";

type Kinds = Exclude<keyof Scenarios, "idle">;

const names: Record<Kinds, string> = {
  form: "a new person's form, handed over",
  shortForm: "… with few fields",
  known: "… of somebody known",
  touched: "… of somebody with three touches",
  again: "… of somebody whose lead is open",
  touch: "a touch",
  answered: "+ page, contact, outcome",
  breached: "+ reminder, escalation, reassignment",
};

/** Whether the limits are about it. */
const isLead = (kind: Kinds): boolean => !/^(touch|answered|breached)$/.test(kind);

export function printReport({
  own,
  usages,
  parts,
  month,
  sample,
}: {
  /** Without what the table's stream has done. */
  own: Record<Kinds, Usage>;
  usages: Record<Kinds, Usage>;
  parts: Record<Kinds, Parts>;
  month: Usage;
  sample: Counted;
}): void {
  printUsages(own);
  printParts(parts);
  printCalls(sample);
  printCosts(usages, month);
  printPeers(add(usages.form, usages.answered), month);
}

function printUsages(usages: Record<Kinds, Usage>): void {
  const rows = (Object.keys(names) as Kinds[]).map((kind) => {
    const { writeUnits, readUnits, queueRequests, mails, apiRequests, invocations, gbSeconds, storedByteMonths } =
      usages[kind];
    const limited = (value: number, limit: number) => (isLead(kind) ? atMost(value, limit, plain) : plain(value));
    return [
      names[kind],
      limited(writeUnits, limits.writeUnits),
      plain(readUnits),
      limited(queueRequests, limits.queueRequests),
      plain(mails),
      plain(apiRequests),
      plain(invocations),
      fixed(gbSeconds, 3),
      fixed(storedByteMonths / sizing.monthsKept / 1024, 1),
    ];
  });
  const head = ["", "write units", "read units", "queue requests", "mails", "API", "Lambda", "GB-s", "KB kept"];
  print("What a lead uses", head, rows, [
    "Counted on the wire between functions and emulators; units are the ones that DynamoDB's answers tell.",
    "The shipped example; one lead after the other, each message received, handled and deleted alone.",
    `GB-s: processor time here × ${sizing.wholeProcessorMb} MB ÷ memory, + ${sizing.callMs} ms for each call to AWS; one run of ${1 / sizing.coldStart.share} starts cold, in ${sizing.coldStart.ms} ms.`,
  ]);
}

function printParts(parts: Record<Kinds, Parts>): void {
  const rows = (["form", "answered", "breached"] as const).map((kind) => {
    const { factUnits, rowUnits, stream } = parts[kind];
    const writes = prices.find(({ of }) => of === "writeUnits")!;
    const written = (units: number) => dollars(((units * 1e3) / writes.per) * writes.dollars);
    return [
      names[kind],
      plain(factUnits),
      written(factUnits),
      plain(rowUnits),
      written(rowUnits),
      plain(stream.writeUnits),
      plain(stream.invocations),
      dollars(total(bill(scale(stream, 1e3), prices))),
    ];
  });
  const head = ["", "facts: write units", "$", "rows: write units", "$", "stream: write units", "Lambda", "$"];
  print("Of it, the record; dollars for 1,000", head, rows, [
    "Days, marked and folded, are not in the table above: all leads share them that come meanwhile.",
  ]);
}

/** Where the units of a lead go. */
function printCalls({ calls }: Counted): void {
  const rows = calls
    .filter(({ service }) => service === "DynamoDB")
    .map(({ handler, operation, what, write, index, read }) => [
      `${handler.replace("functions/", "")}  ${operation}  ${what}`,
      write > 0 ? plain(write) : "",
      index > 0 ? plain(index) : "",
      read > 0 ? plain(read) : "",
    ]);
  print(`DynamoDB calls of ${names.form}`, ["", "write units", "of indexes", "read units"], rows);
}

function printCosts(usages: Record<Kinds, Usage>, month: Usage): void {
  const answered = add(usages.form, usages.answered);
  const columns: [string, Usage][] = [
    ["1,000 handed over", scale(usages.form, 1e3)],
    ["1,000 answered", scale(answered, 1e3)],
    ["1,000 breached, answered", scale(add(answered, usages.breached), 1e3)],
    ["1,000,000 answered", scale(answered, 1e6)],
    ["a month without any", month],
  ];
  const bills = columns.map(([, usage]) => bill(usage, prices));
  const line = (name: string, values: number[]) => [name, ...values.map(dollars)];
  const rows = prices.map(({ name }, n) =>
    line(
      name,
      bills.map((lines) => lines[n]!.dollars),
    ),
  );
  rows.push(line("all", bills.map(total)));
  print(`US dollars, ${region}`, ["", ...columns.map(([name]) => name)], rows, [
    `List prices of ${pricesSeen()}, without free tiers: test/cost/prices.ts says where each was seen.`,
    `Storage is for ${sizing.monthsKept} months. Empty queues: ${polling.polls} long polls of ${polling.waitSeconds} s each.`,
  ]);
}

function printPeers(lead: Usage, month: Usage): void {
  print("A month beside what a company would use instead", ["", ...peerColumns], peerRows(lead, month), [
    `For ${seats} reps. A lead that is only routed takes ${peers.flatMap(unitsIn).join(", ")}; response clocks take more.`,
  ]);
}

const volumes = [1e3, 1e6];
const peerColumns = [...volumes.map((leads) => `${leads.toLocaleString("en-US")} leads`), "price of"];

/** What a month of so many leads costs, here and elsewhere. */
function peerRows(lead: Usage, month: Usage): string[][] {
  const baton = volumes.map((leads) => total(bill(add(scale(lead, leads), month), prices)));
  return [
    ["Baton, on AWS", ...baton.map((cost) => `$${money(cost)}`), pricesSeen()],
    ...peers.map((peer) => {
      const months = volumes.map((leads) => monthWith(peer, { leads, seats }));
      const plan = months.find((found) => found)?.plan ?? "";
      const cells = months.map((found) => (found ? `${peer.currency}${money(found.cost)}` : "no list price"));
      return [`${peer.product}, ${plan}`, ...cells, `${peer.month}${peer.seen === "memory" ? ", from memory" : ""}`];
    }),
  ];
}

function pricesSeen(): string {
  const months = prices.map(({ month }) => month).sort();
  return `${months[0]} to ${months.at(-1)}`;
}

/** Prints the tables of docs/costs.md, to be pasted. */
export function printMarkdown(usages: Record<Kinds, Usage>, month: Usage): void {
  const answered = add(usages.form, usages.answered);
  const sums: [string, Usage][] = [
    ["handed over by mail", usages.form],
    ["… and answered: page, contact, outcome", answered],
    ["… after reminder, escalation and reassignment", add(answered, usages.breached)],
  ];
  const cost = (usage: Usage) => total(bill(usage, prices));
  markdown(
    ["", "per 1,000 leads", "per 1,000,000"],
    [
      ...sums.map(([name, usage]) => [
        name,
        `$${money(cost(scale(usage, 1e3)))}`,
        `$${cost(scale(usage, 1e6)).toFixed(0)}`,
      ]),
      ["a month without any lead", `$${money(cost(month))}`, ""],
    ],
  );
  markdown(["a month", ...peerColumns], peerRows(answered, month));
}

function markdown(head: string[], rows: string[][]): void {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  console.log([line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line), ""].join("\n"));
}

const unitsIn = (peer: Peer): string[] =>
  "unitsPerLead" in peer
    ? [`${peer.unitsPerLead} ${peer.unit}${peer.unitsPerLead === 1 ? "" : "s"} in ${peer.product}`]
    : [];

const plain = (value: number): string => String(Math.round(value * 10) / 10);
/** Small sums to a hundredth of a cent. */
const dollars = (value: number): string => (value === 0 ? "" : value < 1 ? fixed(value, 4) : money(value));
const money = (value: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
