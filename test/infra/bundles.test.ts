import { execFile } from "node:child_process";
import { rm } from "node:fs/promises";
import { promisify } from "node:util";
import { writeMessage } from "@baton/aws/sqs";
import { copyAddress } from "@baton/core/inbound";
import { addDays, daysBetween } from "@baton/core/report";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { httpEvent } from "../../packages/local/src/runtime/http-event.ts";
import { inboundDomain, received } from "../helpers/sent/mail-copies.ts";
import { bounce } from "../helpers/sent/mail-events.ts";
import { tokenIn } from "../helpers/stack/inbox.ts";
import { readDeployment } from "./deployment.ts";
import { authorized, type Functions, startFunctions } from "./lambda/functions.ts";
import { invoke, unpack } from "./lambda/invoke.ts";

const { resources, directory } = inject("withEverything");
const deployment = readDeployment(resources, directory);

let deployed: Functions;
beforeAll(async () => {
  deployed = await startFunctions(deployment);
});
afterAll(() => deployed?.stop());

test("From the webhook to the tap and the copy of a mail, every built function does its part with nothing but what is deployed for it", async () => {
  const { http, run, work } = deployed;
  const { delivery, lead } = await deployed.lead({ name: "Jane Doe", email: "jane@firma.example" });
  await work("queue/send-notice", "NoticesQueue");
  const [mail] = await deployed.inbox.about("Jane Doe");
  expect(mail).toBeDefined();

  const page = await http("http/respond", "ANY /r/{token}", {
    url: `/r/${tokenIn(mail!)}`,
    pathParameters: { token: tokenIn(mail!) },
  });
  expect(page).toMatchObject({ statusCode: 200, body: expect.stringContaining("Jane Doe") });
  const address = copyAddress(lead.id, inboundDomain);
  for (const shown of [mail!.html, page.body]) expect(shown).toContain(address);

  // Other pages are loaded when they are asked for, and take no other page's link.
  const elsewhere = { url: `/c/${tokenIn(mail!)}`, pathParameters: { token: tokenIn(mail!) } };
  expect(await http("http/respond", "ANY /c/{token}", elsewhere)).toMatchObject({
    statusCode: 403,
    body: expect.stringContaining("This link is not complete"),
  });

  // The board signs the owner in by mail, and lists the lead.
  const origin = "https://baton.example.com";
  const board = (method: string, url: string, headers: Record<string, string> = {}, body?: string) =>
    http("http/board", "$default", {
      method,
      url,
      headers: {
        host: "baton.example.com",
        "x-forwarded-proto": "https",
        origin,
        "content-type": "application/x-www-form-urlencoded",
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
  expect(await board("POST", "/sign-in", {}, `email=${encodeURIComponent(mail!.to)}`)).toMatchObject({
    statusCode: 200,
  });
  await work("queue/send-notice", "NoticesQueue");
  const link = (await deployed.inbox.all()).map(({ text }) => /\/sign-in\/[\w.-]+/.exec(text)?.[0]).find(Boolean)!;
  const signedIn = await board("POST", link, {}, "");
  expect(signedIn).toMatchObject({ statusCode: 303, cookies: [expect.stringMatching(/^__Host-baton=/)] });
  const now = await board("GET", "/now", { cookie: signedIn.cookies![0]!.split(";")[0]! });
  expect(now).toMatchObject({ statusCode: 200, body: expect.stringContaining(`data-lead="${lead.id}"`) });
  for (const [, file] of now.body.matchAll(/="(\/static\/[^"]+)"/g))
    expect(await board("GET", file!), file).toMatchObject({ statusCode: 200 });

  await work("queue/run-check", "ChecksQueue", writeMessage({ lead: lead.id, dueAt: lead.dueAt }));
  await work("queue/take-intake", "IntakeQueue", writeMessage({ delivery }));
  const about = { to: lead.owner, kind: "handover" as const, notices: [{ lead: lead.id, notice: `${lead.id}.1` }] };
  await work(
    "email/bounced",
    "MailEventsQueue",
    JSON.stringify(bounce({ to: mail!.to, about, at: new Date().toISOString() })),
  );
  await work("queue/send-notice", "NoticesQueue");
  expect(await deployed.inbox.about("Jane Doe")).toHaveLength(2);
  expect(await run("cron/sweep-clocks", {})).toBeNull();
  expect(await run("cron/watch-clocks", {})).toBeNull();
  expect(await run("cron/watch-sources", {})).toBeNull();
  // Its windows fall due on working days, of which some run of the check has its turn.
  const day = lead.createdAt.slice(0, 10);
  const days = daysBetween(day, addDays(day, 14));
  await deployed.changed("stream/rows", ...days.map((on): [string, string] => [`ROWS#${on}#0`, "key"]));
  await deployed.changed("stream/clues", [`LEAD#${lead.id}`, "LEAD"]);
  await work("queue/fold-days", "DaysQueue");
  await work("queue/fold-days", "DaysQueue", writeMessage({ fold: day }));
  await work("queue/fold-days", "DaysQueue", writeMessage({ round: "books/all", dueAt: new Date().toISOString() }));
  expect(await run("cron/check-days", {})).toBeNull();

  const rep = mail!.to;
  const copy = { recipients: [address], from: rep, source: rep, to: ["jane@firma.example"] };
  await work("email/replied", "CopiesQueue", JSON.stringify(received({ ...copy, at: new Date().toISOString() })));
  const asked = await http("http/api", "ANY /api/{path+}", { url: `/api/leads/${lead.id}`, headers: authorized });
  expect(JSON.parse(asked.body).responses).toMatchObject([{ action: "contacted", by: lead.owner }]);

  const ask = (what: string) =>
    http("http/privacy", "ANY /api/privacy/{path+}", {
      url: `/api/privacy/${what}`,
      pathParameters: { path: what },
      headers: { ...authorized, "content-type": "application/json" },
      body: JSON.stringify({ email: "jane@firma.example" }),
    });
  expect(await ask("export")).toMatchObject({ statusCode: 200, body: expect.stringContaining(lead.id) });
  expect(await ask("forget")).toMatchObject({ statusCode: 200, body: expect.stringContaining('"leads":1') });
  expect(deployed.ran).toEqual(new Set(deployment.functions));
}, 120_000);

test("A function that asks for more than its role allows is refused", async () => {
  const event = httpEvent(
    {
      method: "GET",
      url: "/hooks/a",
      rawHeaders: [],
      body: Buffer.alloc(0),
      sourceIp: "192.0.2.1",
      protocol: "HTTP/1.1",
    },
    { route: "ANY /hooks/{path+}", pathParameters: { path: "a" } },
    Date.now(),
  );
  const powerless = { ...deployed.of("http/hooks"), statements: [] };
  await expect(invoke(deployment, powerless, event, deployed.backends)).rejects.toThrow(
    "may not dynamodb:Query on Table",
  );
});

test("The API is deployed with the solver that proves agreements", async () => {
  const task = await unpack(deployed.of("http/api"));
  const solve = `import { Cadical } from "cadical-wasm";
    const solver = await Cadical.create({ quiet: true });
    solver.addClauses([[1, 2], [-1]]);
    console.log(solver.solve(), solver.value(2));`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", solve], {
    cwd: task,
  });
  await rm(task, { recursive: true });
  expect(stdout.trim()).toBe("satisfiable true");
});
