import { fork } from "node:child_process";
import { deflateSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { emulatorClient, ensureTable } from "@baton/aws/admin";
import { dynamodb } from "@baton/aws/call";
import { dynamoReports } from "@baton/aws/dynamo";
import { addDays, CUBES_VERSION, Cube, daysBetween, measures, type ReportStore, report } from "@baton/core/report";
import { startDynamodb } from "../../packages/local/src/emulators/dynamodb.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { dayOfLeads, putRows } from "./day.ts";
import { median } from "./load.ts";
import { fixed, print } from "./table.ts";

const YEAR = { days: 400, leads: 1_000 };
const DAY = { day: "2026-11-24", leads: 10_000 };
const RUNS = 5;
const TABLE = "baton-bench";

/** A client of an emulator for whoever waits as long as it takes. */
export function patient(endpoint: string) {
  emulatorEnvironment({});
  return dynamodb({ attempts: 3, connectMs: 5_000, answerMs: 30_000, endpoint });
}

/** Prints how long a report of more than a year takes, and what folding a day of many leads takes. */
export async function printReportCosts(): Promise<void> {
  const { url, stop } = await startDynamodb({ dataDir: undefined, onLoss: () => {} });
  const client = new DynamoDBClient(emulatorClient(url));
  try {
    await ensureTable({ endpoint: url, name: TABLE });
    await year(dynamoReports({ table: TABLE, client: patient(url) }));
    await putRows(client, TABLE, dayOfLeads(DAY.day, DAY.leads));
    await day(url);
  } finally {
    client.destroy();
    await stop();
  }
}

async function year(store: ReportStore): Promise<void> {
  const to = "2026-10-31";
  const days = daysBetween(addDays(to, 1 - YEAR.days), to);
  let bytes = 0;
  for (const day of days) {
    const text = String(await Cube.fold(dayOfLeads(day, YEAR.leads)));
    bytes += deflateSync(text).length;
    await store.putFold(day, { dirty: 0, at: `${day}T23:00:00.000Z`, version: CUBES_VERSION, text });
  }
  const folding = { store, time: { now: () => Date.parse(`${addDays(to, 1)}T12:00:00Z`) } };
  const rows: string[][] = [];
  for (const [id, by] of [
    ["contact-in-time", "campaign"],
    ["time-to-contact", "week"],
    ["acceptance-rate", "reason"],
  ] as const) {
    const times: number[] = [];
    const processor: number[] = [];
    for (let n = 0; n < RUNS; n++) {
      const [begin, spent] = [performance.now(), process.cpuUsage()];
      await report(folding, measures[id], { from: days[0], to, by }, { zone: "UTC", names: false });
      times.push(performance.now() - begin);
      const { user, system } = process.cpuUsage(spent);
      processor.push((user + system) / 1000);
    }
    rows.push([`${id} by ${by}`, fixed(median(times) / 1000, 2), fixed(median(processor) / 1000, 2)]);
  }
  print(`A report over ${YEAR.days} days of ${fixed(YEAR.leads)} leads`, ["", "s", "processor s"], rows, [
    `From cubes only: ${fixed(bytes / YEAR.days / 1024, 1)} KB a day, compressed. Medians of ${RUNS}, with the emulator's answers.`,
  ]);
}

/** What a process says of a fold that it has done. */
export interface Folded {
  ms: number;
  cpuMs: number;
  rows: number;
  peakMb: number;
  beforeMb: number;
}

/** In a process of its own, as a function has one. */
async function day(url: string): Promise<void> {
  const folds: Folded[] = [];
  for (let n = 0; n < RUNS; n++) {
    const child = fork(new URL("fold-day.ts", import.meta.url), [url, TABLE, DAY.day]);
    folds.push(
      await new Promise((resolve, reject) => {
        child.once("message", resolve as (message: unknown) => void);
        child.once("exit", () => reject(new Error("The fold ended.")));
      }),
    );
  }
  const of = (value: (fold: Folded) => number) => median(folds.map(value));
  print(
    `Folding a day of ${fixed(DAY.leads)} leads`,
    ["", "rows", "s", "processor s", "MB before", "MB peak"],
    [
      [
        DAY.day,
        fixed(of(({ rows }) => rows)),
        fixed(
          of(({ ms }) => ms / 1000),
          2,
        ),
        fixed(
          of(({ cpuMs }) => cpuMs / 1000),
          2,
        ),
        fixed(of(({ beforeMb }) => beforeMb)),
        fixed(Math.max(...folds.map(({ peakMb }) => peakMb))),
      ],
    ],
    [`Medians of ${RUNS} processes, with the emulator's answers; MB: resident.`],
  );
}
