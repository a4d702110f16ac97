import { createHmac } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Exported } from "@baton/core/privacy";
import { afterAll, beforeAll, expect, test } from "vitest";
import { small } from "../helpers/agreements.ts";
import { type Post, send } from "../helpers/sent/deliveries.ts";
import { openLink, tap } from "../helpers/sent/rep.ts";
import { runCli } from "../helpers/stack/cli.ts";
import { tokenIn } from "../helpers/stack/inbox.ts";
import { type Baton, startBaton } from "../helpers/stack/stack.ts";

const secrets = {
  WEB_TOKEN: "web-token-Gh4iJk",
  ADS_KEY: "ads-key-No6pQr",
  TYPE_SECRET: "typeform-secret-Lm5",
  TRACK_SECRET: "segment-secret-Wx9",
};

const agreement = small({
  sources: {
    web: { provider: "form", auth: { token: "WEB_TOKEN" } },
    ads: { provider: "google-ads", auth: { key: "ADS_KEY" } },
    type: { provider: "typeform", auth: { secret: "TYPE_SECRET" } },
    track: { provider: "segment", auth: { secret: "TRACK_SECRET" } },
  },
});

const jane = {
  name: "Jane Zebulon",
  email: "Jane@globex.example",
  phone: "+49 30 5550123",
  anonymousId: "browser-4711",
};
const joe = { name: "Joe Quill", email: "joe@initech.example" };

const json = (path: string, body: string, headers: Record<string, string> = {}): Post => ({
  path,
  headers: { "content-type": "application/json", ...headers },
  body,
});
const form = (fields: object) => json(`/hooks/web/${secrets.WEB_TOKEN}`, JSON.stringify(fields));
const googleAds = json(
  "/hooks/ads",
  JSON.stringify({
    lead_id: "google-1",
    user_column_data: [
      { column_id: "EMAIL", string_value: jane.email },
      { column_id: "JOB_TITLE", string_value: "Head of Zeppelins" },
    ],
    google_key: secrets.ADS_KEY,
    is_test: false,
  }),
);
const segment = (event: object) => {
  const body = JSON.stringify(event);
  return json("/hooks/track", body, {
    "x-signature": createHmac("sha1", secrets.TRACK_SECRET).update(body).digest("hex"),
  });
};
/** Signed, and nothing that a form would send. */
const rubbish = (text: string) =>
  json("/hooks/type", text, {
    "typeform-signature": `sha256=${createHmac("sha256", secrets.TYPE_SECRET).update(text).digest("base64")}`,
  });

let baton: Baton;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "baton-privacy-"));
  const file = join(dir, "agreement.yaml");
  await writeFile(file, agreement);
  const env = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [`BATON_SECRET_${name}`, value]));
  baton = await startBaton({ agreement: file, env });
});
afterAll(async () => {
  // Fails when the log holds anybody's address.
  await baton?.stop();
  await rm(dir, { recursive: true, force: true });
});

const cli = (...args: string[]) => runCli(args, { url: baton.url, cwd: dir });
const exported = async (email: string): Promise<Exported> => {
  const { code, stdout, stderr } = await cli("export", email);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return JSON.parse(stdout) as Exported;
};

test("One person is exported whole, then forgotten everywhere, and what came of them still counts", async () => {
  await writeFile(join(dir, "known.csv"), `email,owner\n${jane.email},ben\n${joe.email},ana\n`);
  expect((await cli("import", "known.csv")).code).toBe(0);
  const at = "2026-11-24T08:59:00Z";
  const posts = [
    segment({
      type: "identify",
      messageId: "m1",
      anonymousId: jane.anonymousId,
      traits: { email: jane.email },
      timestamp: at,
    }),
    segment({
      type: "page",
      messageId: "m2",
      anonymousId: jane.anonymousId,
      properties: { path: "/secret-pricing" },
      timestamp: at,
    }),
    form({ ...jane, message: "Please call about the zebra", shoe_size: "38" }),
    googleAds,
    rubbish(`{"jane@globex.example wrote": "the rubbish of Jane`),
    form({ ...joe, message: "Nothing but ours" }),
  ];
  for (const post of posts) {
    expect((await send(baton, post)).status).toBe(200);
    await baton.advance("10s");
  }
  const mails = await baton.inbox.about(jane.name);
  const token = tokenIn(mails[0]!);
  expect((await tap(baton, token, { action: "accept", note: "Jane sounds friendly" })).status).toBe(200);

  const everything = await exported("JANE@globex.example");
  const text = JSON.stringify(everything);
  const said = [
    "zebra",
    "shoe_size",
    "Head of Zeppelins",
    "/secret-pricing",
    "browser-4711",
    "the rubbish of Jane",
    "sounds friendly",
  ];
  for (const words of [...said, jane.name]) expect(text).toContain(words);
  expect(text).not.toContain("initech");
  expect(everything).toMatchObject({ people: [{ known: true, owner: "ben" }], leads: [{ stage: "contact" }] });
  expect(everything.deliveries).toHaveLength(5);
  const joes = await exported(joe.email);
  const file = await cli("export", joe.email, "--out", "joe.json");
  expect(file.stdout).toBe("joe.json: 1 person records, 1 leads, 0 touches, 1 deliveries.\n");
  expect({ ...JSON.parse(await readFile(join(dir, "joe.json"), "utf8")), at: "" }).toEqual({ ...joes, at: "" });

  await baton.advance("1s");
  for (const [email, found] of [
    [joe.email, joes],
    ["JANE@globex.example", everything],
  ] as const) {
    const audit = await cli("export", email, "--audit");
    expect(audit.stderr).toBe("Not found by whom they name until now: 0 items.\n");
    expect({ ...JSON.parse(audit.stdout), at: "" }).toEqual({ ...found, at: "" });
  }

  const { code, stdout } = await cli("forget", jane.email, "--by", "Vera", "--why", "Ticket 12", "--json");
  expect(code).toBe(0);
  const receipt = JSON.parse(stdout);
  expect(receipt).toMatchObject({
    by: "Vera",
    why: "Ticket 12",
    erased: { leads: 1, deliveries: 5, touches: 2, people: 3, mentions: 0 },
    pending: [],
    unsure: [],
  });
  expect(receipt.doneAt).toBeDefined();
  expect(stdout).not.toMatch(/jane|globex/i);

  // The lead is a fact about nobody, and still in the list.
  const [lead] = everything.leads;
  const shown = await cli("show", lead!.id);
  expect(JSON.parse(shown.stdout)).toMatchObject({
    owner: lead!.owner,
    stage: "closed",
    closed: { as: "forgotten" },
    fields: {},
  });
  expect(shown.stdout).not.toMatch(/jane|zebra|38|friendly|zeppelin/i);
  const list = await cli("leads", "--json");
  expect(JSON.parse(list.stdout).leads).toHaveLength(2);
  expect(list.stdout).not.toMatch(/jane|globex/i);
  expect(JSON.parse((await cli("quarantine", "--json")).stdout).deliveries).toEqual([]);

  // Whoever has the link is told so.
  for (const page of [await openLink(baton, token), await tap(baton, token, { action: "contacted" })]) {
    expect(page.status).toBe(410);
    expect(page.html).toContain("asked us to erase");
    expect(page.html).not.toContain("Zebulon");
  }

  // What comes again brings nothing back, also by a replay.
  for (const post of posts.slice(0, 5)) expect((await send(baton, post)).status).toBe(200);
  await cli("replay", everything.deliveries[0]!.id);
  await baton.advance("1d");
  expect(await exported(jane.email)).toMatchObject({
    people: [],
    leads: [],
    touches: [],
    deliveries: [],
    mentions: [],
  });
  expect(await baton.inbox.about(jane.name)).toHaveLength(mails.length);
  const { leads: [same] = [], ...rest } = await exported(joe.email);
  expect(rest).toMatchObject({ people: joes.people, deliveries: joes.deliveries });
  expect(same!.fields).toEqual(joes.leads[0]!.fields);

  const listed = await cli("forget", "--list");
  expect(listed.stdout).toContain("Ticket 12");
  expect(listed.stdout).not.toMatch(/jane|globex/i);
});

test("A cursor that no request answered is refused over HTTP", async () => {
  for (const route of ["export", "forget"])
    for (const cursor of ["e30", "e30.AAAA"]) {
      const answer = await baton.api(`/privacy/${route}`, { body: { email: joe.email, cursor } });
      expect(answer).toMatchObject({ status: 400, json: { error: { code: "cursor.invalid" } } });
    }
});

test("An export into a file says so as JSON when asked", async () => {
  const { code, stdout } = await cli("export", "nobody@globex.example", "--out", "nobody.json", "--json");
  expect(JSON.parse(stdout)).toEqual({ out: "nobody.json", people: 0, leads: 0, touches: 0, deliveries: 0 });
  expect(code).toBe(0);
});

test("An export into what cannot be written is refused before anything is read, and leaves no file behind", async () => {
  const before = await readdir(dir);
  for (const out of [".", "missing/jane.json", "missing/", "agreement.yaml/jane.json", ""]) {
    // Nothing answers there.
    const refused = await runCli(["export", jane.email, "--out", out], { url: "http://127.0.0.1:9", cwd: dir });
    expect(refused).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/^Cannot write .*\n$/) });
  }
  expect((await cli("export", "jane", "--out", "refused.json")).code).toBe(1);
  expect(await readdir(dir)).toEqual(before);
});

test("Who asks for what is no address, or has no key, gets nothing", async () => {
  expect(await cli("export", "jane")).toEqual({
    code: 1,
    stdout: "",
    stderr: "privacy.email: That is not an e-mail address.\n",
  });
  expect((await cli("forget")).code).toBe(2);
  expect((await cli("forget", joe.email, "--list")).code).toBe(2);
  for (const path of ["/api/privacy/export", "/api/privacy/forget"]) {
    const body = JSON.stringify({ email: joe.email });
    const refused = await baton.fetch(path, { method: "POST", headers: { "content-type": "application/json" }, body });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ error: { code: "api.unauthorized" } });
  }
  expect((await baton.api("/privacy/nothing")).json).toMatchObject({ error: { code: "api.unknown" } });
  const { paths } = (await baton.api("/openapi.json")).json;
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining(["/api/privacy/export", "/api/privacy/forget", "/api/privacy/receipts"]),
  );
});
