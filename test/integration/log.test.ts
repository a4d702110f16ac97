import { type Stack, startStack } from "@baton/local";
import { simpleParser } from "mailparser";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { emulators } from "../helpers/emulators/hosted.ts";
import { formJson, person, send } from "../helpers/sent/deliveries.ts";
import { emulatorEnvironment } from "../helpers/stack/env.ts";
import { serve } from "../helpers/stack/http.ts";
import { leakIn } from "../helpers/stack/leaks.ts";
import { apiKey, secrets } from "../helpers/stack/stack.ts";

const undo: (() => unknown)[] = [];
let stack: Stack;
/** What SES was given, oldest first. */
const raw: Buffer[] = [];
let log = "";
beforeAll(async () => {
  const written = vi.spyOn(process.stderr, "write").mockImplementation((chunk) => {
    log += chunk;
    return true;
  });
  undo.push(() => written.mockRestore());
  stack = await startStack({ now: "2026-11-24T09:00:00Z", speed: 0, apiKey, secrets, emulators: emulators() });
  undo.push(stack.stop);
  // The emulator of SES does not show a mail's headers.
  const ses = await serve(({ body }) => {
    raw.push(Buffer.from(new URLSearchParams(body.toString()).get("RawMessage.Data")!, "base64"));
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: `<SendRawEmailResponse><SendRawEmailResult><MessageId>ses-${raw.length}</MessageId></SendRawEmailResult></SendRawEmailResponse>`,
    };
  });
  undo.push(ses.stop, emulatorEnvironment({ AWS_ENDPOINT_URL_SES: ses.url }));
});
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

const to = { fetch: (path: string, init?: RequestInit) => fetch(`${stack.url}${path}`, init) };
/** Lines that have a text in them, as CloudWatch finds them. */
const linesWith = (text: string) =>
  log
    .split("\n")
    .filter((line) => line.includes(text))
    .map((line) => JSON.parse(line));

test("from a mail in an inbox, one id finds all that was logged of its lead: taken, decided, queued, sent, reminded, answered", async () => {
  const fields = person();
  const answered = await (await send(to, formJson(fields))).json();
  await stack.moveClock({ advance: "7m30s" });
  const [handOver, reminder] = await Promise.all(raw.map((mail) => simpleParser(mail)));
  const token = /\/r\/([\w.-]+)/.exec(reminder!.text!)![1]!;
  const tapped = await to.fetch(`/r/${token}`, { method: "POST", body: new URLSearchParams({ action: "contacted" }) });
  expect(tapped.status).toBe(200);
  await stack.moveClock({ advance: "0s" });

  const delivery = handOver!.headers.get("x-baton-delivery") as string;
  expect(answered).toEqual({ delivery });
  expect(reminder!.headers.get("x-baton-delivery")).toBe(delivery);
  const lines = linesWith(delivery);
  const lead = handOver!.headers.get("x-baton-lead");
  const notices = [handOver, reminder].map((mail) => mail!.headers.get("x-baton-notice"));
  const hooks = { function_name: "functions-http-hooks", apiRequestId: expect.any(String) };
  const at = (time: string) => `2026-11-24T${time}.000Z`;
  const common = { level: "INFO", service: "baton", stage: "local", function_request_id: expect.any(String), delivery };
  expect(lines.filter(({ message }) => message === "delivery taken")).toMatchObject([
    { ...common, ...hooks, timestamp: at("09:00:00"), outcome: "lead" },
  ]);
  expect(lines.find(({ message }) => message === "delivery read")).toMatchObject({ ...common, leads: [lead] });
  const way = lines.filter((line) => line.lead === lead);
  expect(way.map(({ message, timestamp, did, ...line }) => [timestamp, message, did ?? line.kind])).toEqual([
    [at("09:00:00"), "lead decided", undefined],
    [at("09:00:00"), "lead followed up", ["lead.received", "lead.decided", "lead.assigned", "stage.started"]],
    [at("09:00:00"), "mail sent", "handover"],
    [at("09:07:30"), "lead followed up", ["lead.reminded"]],
    [at("09:07:30"), "mail sent", "reminder"],
    [at("09:07:30"), "lead followed up", ["lead.contacted", "stage.ended", "stage.started"]],
  ]);
  expect(way).toMatchObject([
    { ...common, ...hooks, owned: true },
    { ...common, ...hooks, notices: [notices[0]] },
    { ...common, notice: notices[0], messageId: "ses-1" },
    { ...common, function_name: "functions-queue-run-check", notices: [notices[1]] },
    { ...common, function_name: "functions-queue-send-notice", notice: notices[1], messageId: "ses-2" },
    { ...common, function_name: "functions-http-respond" },
  ]);
  expect(leakIn(log, [...Object.values(stack.secrets), apiKey, token, fields.name])).toBeUndefined();
});

test("leads that come at the same time keep apart in the log what is about each", async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, async () => (await send(to, formJson(person()))).json() as Promise<{ delivery: string }>),
  );
  await stack.moveClock({ advance: "0s" });
  const ways = answers.map(({ delivery }) => linesWith(delivery));
  for (const lines of ways) {
    expect(new Set(lines.flatMap((line) => line.lead ?? [])).size).toBe(1);
    expect(new Set(lines.flatMap((line) => line.apiRequestId ?? [])).size).toBe(1);
    expect(lines.filter(({ message }) => message === "mail sent")).toHaveLength(1);
  }
  expect(new Set(ways.flatMap((lines) => lines.flatMap((line) => line.apiRequestId ?? []))).size).toBe(6);
});
