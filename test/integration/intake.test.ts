import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { formJson, googleAds, person, send } from "../helpers/sent/deliveries.ts";
import { allLeads } from "../helpers/stack/arrivals.ts";
import { eventually } from "../helpers/stack/eventually.ts";
import { expectPrivateLog } from "../helpers/stack/privacy.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

/** Processes that a stack started, directly or not, whose command has a word. */
async function processesOf(root: number, word: string): Promise<number[]> {
  const found: number[] = [];
  const parents = new Map<number, number>();
  const commands = new Map<number, string>();
  for (const entry of await readdir("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = await readFile(`/proc/${entry}/stat`, "utf8").catch(() => "");
    parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    commands.set(
      Number(entry),
      (await readFile(`/proc/${entry}/cmdline`, "utf8").catch(() => "")).replaceAll("\0", " "),
    );
  }
  for (const [pid, command] of commands) {
    let above: number | undefined = pid;
    while (above !== undefined && above > 1 && above !== root) above = parents.get(above);
    if (above === root && pid !== root && command.includes(word)) found.push(pid);
  }
  return found;
}

describe("P1 durable: a table that hangs", () => {
  let baton: Baton;
  let stopped: number[] = [];
  const hang = async (...words: string[]) => {
    for (const word of words) {
      const pids = await processesOf(baton.pid, word);
      expect(pids.length, `processes of ${word}`).toBeGreaterThan(0);
      for (const pid of pids) process.kill(pid, "SIGSTOP");
      stopped.push(...pids);
    }
  };
  const wake = () => {
    for (const pid of stopped) process.kill(pid, "SIGCONT");
    stopped = [];
  };
  beforeAll(async () => {
    baton = await startBaton({ ownEmulators: true });
  });
  afterEach(wake);
  afterAll(async () => {
    wake();
    await baton.stop();
  });

  /** Leads made of what was sent, by name, once nothing is left to be done. */
  const counted = async (names: string[]): Promise<Record<string, number>> => {
    const counts = Object.fromEntries(names.map((name) => [name, 0]));
    for (const { name } of await allLeads(baton)) if (name in counts) counts[name]! += 1;
    return counts;
  };
  const once = (names: string[]) => Object.fromEntries(names.map((name) => [name, 1]));

  test("every delivery that is answered 2xx while the table hangs under load is a lead afterwards, once", async () => {
    const people = Array.from({ length: 60 }, () => person());
    const slowest = { ms: 0 };
    const post = async (fields: (typeof people)[number], i: number) => {
      await sleep((i % 20) * 60);
      const began = performance.now();
      const delivery =
        i % 3 === 0
          ? googleAds({ id: `hang-${i}`, name: fields.name, email: String(fields["your-email"]) })
          : formJson(fields);
      const { status } = await send(baton, delivery);
      slowest.ms = Math.max(slowest.ms, performance.now() - began);
      return status;
    };
    const sentOf = (from: number, to: number) => people.slice(from, to).map((fields, i) => post(fields, from + i));
    const before = sentOf(0, 20);
    await Promise.race(before);
    await hang("dynoxide");
    // None of these waits for the table, or they would wait for ever.
    const statuses = await Promise.all([...before, ...sentOf(20, 40)]);
    wake();
    statuses.push(...(await Promise.all(sentOf(40, 60))));
    expect(new Set(statuses)).toEqual(new Set([200]));
    // LinkedIn waits for three seconds.
    expect(slowest.ms).toBeLessThan(3_000);

    const names = people.map(({ name }) => name);
    await eventually(async () => expect(await counted(names)).toEqual(once(names)));
    // What the table had taken at the first attempt, unheard, is left to the sweep; it finds nothing left to do twice.
    await baton.advance("6m");
    expect(await counted(names)).toEqual(once(names));
  }, 120_000);

  test("with the queue down too it is 503, nothing is half-done, and the provider's next attempt is the lead", async () => {
    const fields = person();
    const post = formJson(fields);
    await hang("dynoxide", "sqs-process");
    const began = performance.now();
    const answer = await send(baton, post);
    expect(performance.now() - began).toBeLessThan(3_500);
    expect(answer.status).toBe(503);
    expect(answer.headers.get("retry-after")).toBe("30");
    expect(await answer.json()).toMatchObject({ error: { code: "delivery.notStored" } });
    wake();
    await eventually(async () => expect((await send(baton, post)).status).toBe(200));
    await baton.advance("6m");
    expect(await counted([fields.name])).toEqual({ [fields.name]: 1 });
  }, 60_000);

  test("a forged delivery is refused while the table hangs, and not queued", async () => {
    await hang("dynoxide");
    const fields = person();
    const { path, ...rest } = formJson(fields);
    expect((await send(baton, { ...rest, path: `${path}x` })).status).toBe(401);
    wake();
    await baton.advance("6m");
    expect(await counted([fields.name])).toEqual({ [fields.name]: 0 });
  }, 60_000);

  test("no line of the log says who anybody is", async () => {
    await expectPrivateLog(baton);
  });
});
