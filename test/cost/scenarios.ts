import { createHmac } from "node:crypto";
import { formLead, shortFormLead } from "../bench/load.ts";
import { inbox, kindOf, tokenIn } from "../helpers/stack/inbox.ts";
import type { Running } from "./stack.ts";
import type { Counted } from "./usage.ts";

/** Kinds of mails that give a lead to whoever gets them. */
const givesLead = /^(New lead|Your lead now)$/;

/** What happens to leads, each counted by itself: one lead after the other, as they come to a quiet installation. */
export interface Scenarios {
  /** Taken and handed over by mail; it is answered before the check of its first step comes and finds nothing to do. */
  form: Counted[];
  shortForm: Counted[];
  /** Somebody whose last lead is closed. */
  known: Counted[];
  /** Somebody whose lead is open: no lead of its own. */
  again: Counted[];
  touched: Counted[];
  /** A page that somebody sees who is no lead yet. */
  touch: Counted[];
  /** The owner opens the page, reports the contact and, later, the outcome. */
  answered: Counted[];
  /** Reminded, escalated, reassigned; on top of being handed over. */
  breached: Counted[];
  /** One run of every schedule while nothing is due. */
  idle: Counted[];
}

/** Runs each of them so often; breaches fit into a morning up to five times. */
export async function runScenarios(stack: Running, rounds: number): Promise<Scenarios> {
  const found: Scenarios = {
    form: [],
    shortForm: [],
    known: [],
    again: [],
    touched: [],
    touch: [],
    answered: [],
    breached: [],
    idle: [],
  };
  const driver = drive(stack);
  let people = 0;
  const handle = async (kind: "form" | "shortForm" | "known" | "touched", body: string) => {
    const lead = await driver.count(() => driver.form(body));
    const answered = await driver.count(driver.answer);
    found[kind].push(both(lead, await driver.count(driver.endDelays)));
    if (kind === "form") found.answered.push(answered);
    await driver.pass("2m");
  };

  // What comes first loads modules and the agreement.
  await driver.track("nobody@example.com");
  await driver.form(formLead(++people));
  await driver.answer();
  await driver.endDelays();

  for (let round = 0; round < rounds; round++) {
    await handle("form", formLead(++people));
    await handle("known", anotherForm(people));
    await handle("shortForm", shortFormLead(++people));

    const visitor = ++people;
    for (let page = 0; page < 3; page++)
      found.touch.push(await driver.count(() => driver.track(`nora.${visitor}@firm-${visitor}.example`)));
    await handle("touched", formLead(visitor));

    await driver.form(formLead(++people));
    found.again.push(await driver.count(() => driver.form(anotherForm(people))));
    await driver.answer();
    await driver.endDelays();
    await driver.pass("2m");
  }
  for (let round = 0; round < rounds; round++) found.idle.push(await driver.count(() => driver.pass("1s")));

  // Another day, early enough that the last of them is reassigned before anybody has lunch.
  await driver.moveTo("2026-11-25T08:30:00Z");
  for (let round = 0; round < rounds; round++) {
    await driver.form(formLead(++people));
    const steps = await driver.count(() => driver.pass("31m"));
    await driver.answer();
    found.breached.push(both(steps, await driver.count(driver.endDelays)));
  }
  return found;
}

/** The same person's form again, and not the same delivery. */
const anotherForm = (n: number): string => `${formLead(n)}&remark=again`;

const both = (a: Counted, b: Counted): Counted => ({
  calls: [...a.calls, ...b.calls],
  runs: [...a.runs, ...b.runs],
  grown: a.grown + b.grown,
});

/** Does what people outside do, one thing at a time: each is over when nothing that it set off is left to do. */
export function drive({ url, inboxUrl, secrets }: Running) {
  const mails = inbox(inboxUrl);
  const post = async (path: string, body: string, headers: Record<string, string> = {}): Promise<Response> => {
    const response = await fetch(url + path, { method: "POST", body, headers, redirect: "manual" });
    if (response.status >= 400) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response;
  };
  const urlEncoded = { "content-type": "application/x-www-form-urlencoded" };
  /** Moves the clock, which waits until everything that this sets off is done. */
  const move = async (to: object) => {
    const moved = (await (await post("/local/clock", JSON.stringify(to))).json()) as { busy?: number };
    if (moved.busy) throw new Error(`The stack is still busy with ${moved.busy} messages.`);
  };
  return {
    pass: (advance: string) => move({ advance }),
    moveTo: (now: string) => move({ now }),
    async form(body: string): Promise<void> {
      await post(`/hooks/website-demo/${secrets.WEBSITE_TOKEN}`, body, urlEncoded);
      await move({ advance: "1s" });
    },
    async track(email: string): Promise<void> {
      const body = JSON.stringify({
        type: "page",
        messageId: crypto.randomUUID(),
        // One browser each.
        anonymousId: `browser of ${email}`,
        context: {
          traits: { email },
          page: { path: "/pricing", url: "https://www.acme.example/pricing", title: "Pricing" },
        },
      });
      const signature = createHmac("sha1", secrets.TRACK_SECRET!).update(body).digest("hex");
      await post("/hooks/track", body, { "content-type": "application/json", "x-signature": signature });
      await move({ advance: "1s" });
    },
    /** What the lead's owner does with the last mail that gave it to them. */
    async answer(): Promise<void> {
      const given = (await mails.all()).findLast((mail) => givesLead.test(kindOf(mail)));
      const page = `/r/${tokenIn(given!)}`;
      await (await fetch(url + page)).text();
      await post(page, "action=contacted", urlEncoded);
      await post(page, "action=outcome&outcome=won", urlEncoded);
      await move({ advance: "1s" });
    },
    async endDelays(): Promise<void> {
      await post("/delays/end", "");
      await move({ advance: "1s" });
    },
    async count(work: () => Promise<void>): Promise<Counted> {
      await post("/counted", "");
      await work();
      return (await (await post("/counted", "")).json()) as Counted;
    },
  };
}
