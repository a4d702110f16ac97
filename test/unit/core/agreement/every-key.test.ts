import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import { parseAgreement } from "@baton/core/agreement";
import { operatorOf } from "@baton/core/health";
import { jsonSchema } from "@baton/core/json-schema";
import { enclosedWith, noticeView, responseView } from "@baton/core/mailing";
import { readFields } from "@baton/core/person";
import type { HookRequest } from "@baton/core/ports";
import { importTable, publish } from "@baton/core/publish";
import { answerHook } from "@baton/core/reception";
import { askFor, listRequests } from "@baton/core/requests";
import { compileBest } from "@baton/core/rules";
import { type DryRun, dryRun } from "@baton/explain";
import { check, differences } from "@baton/prover";
import { sourceProviders } from "@baton/sources";
import { describe, expect, test } from "vitest";
import { secretNames } from "../../../../packages/core/src/agreement/secrets.ts";
import { checked, people, small } from "../../../helpers/agreements.ts";
import { world } from "../../../helpers/world.ts";

/** A Tuesday. */
const T = "2026-11-24T10:00:00Z";
const at = Date.parse(T);

/** What is seen of an agreement. */
type Probe = (text: string) => Promise<unknown>;
/** Parts of an agreement without a key, with it, and what is then not the same; and the parts that both have. */
interface Witness {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
  seen: Probe;
}
const shows = (seen: Probe, before: object, after: object): Witness => ({
  seen,
  before: { ...before },
  after: { ...after },
});
/** Both with what the key needs around it. */
const within = (parts: object, { before, after, seen }: Witness): Witness => ({
  seen,
  before: { ...parts, ...before },
  after: { ...parts, ...after },
});

/** What a lead would come to. */
const decided =
  (lead: Record<string, unknown> = {}, more: Partial<DryRun> = {}): Probe =>
  async (text) => {
    const { next: _next, ...run } = await dryRun(await compileBest(checked(text), 1), { lead, at, ...more });
    return run;
  };
/** What checking says. */
const checks: Probe = async (text) =>
  parseAgreement(text, { at }).findings.map(({ code, message }) => `${code} ${message}`);
/** What both sides are told of the difference, beside an agreement that is as small as can be. */
const diff: Probe = async (text) =>
  (await differences(checked(small()), checked(text), { at })).changes.map(({ words }) => words);
/** What happens in a week in which nobody answers, unless `what` does something. */
const life =
  (
    lead: Record<string, unknown> = {},
    what: (w: Awaited<ReturnType<typeof world>>, id: string) => Promise<unknown> = async () => {},
  ): Probe =>
  async (text) => {
    const w = await world(text, { at: T });
    const { id } = await w.send({ name: "Jo", ...lead });
    await what(w, id);
    await w.until("2026-11-27T10:00:00Z");
    const { clock: _clock, decision: _decision, ...kept } = await w.lead(id);
    return {
      facts: await w.facts(id),
      mailed: w.mails.map(({ kind, to, at }) => [kind, to, at]),
      keptDays: kept.keptDays,
    };
  };
/** What Ana's request for a fix comes to, or what is asked for with an answer of hers to a lead. */
const asking =
  (answer?: { action: "reject"; reason: string }): Probe =>
  async (text) => {
    const w = await world(text, { at: T });
    const { id } = await w.send({ name: "Jo" });
    const asked = answer
      ? w.answer(id, (await w.lead(id)).owner!, answer.action, answer)
      : askFor(w.relay, { kind: "fix", lead: id, text: "Please", by: "ana" });
    const refused = await asked.then(() => undefined).catch(({ code }: { code: string }) => code);
    const { items } = await listRequests(w.relay, { limit: 10 });
    const titles = await Promise.all(items.map(async (one) => (await w.lead(one.id)).request?.title));
    return [refused, titles, items.map(({ to, respondBy }) => [to, respondBy])];
  };
/** Who has to sign another window. */
const proposed: Probe = async (text) => {
  const w = await world(text, { at: T });
  const next = { ...JSON.parse(text), sla: { fast: { stages: { contact: { within: "9h" } } } } };
  const options = { expected: undefined, secrets: ["WEB"], check: async (of: string) => parseAgreement(of, { at }) };
  const { proposal } = await publish(w.relay, JSON.stringify(next), options);
  return proposal?.signers.map(({ person }) => person);
};
const company = (more: object) => ({
  people: people({ ana: {}, ben: {}, sam: {}, vera: {}, mia: { role: "marketing" }, mo: { role: "marketing" } }),
  ...more,
});
const asks = (more: object = {}) => ({
  sla: { fast: { stages: { contact: { within: "1h" } } }, ask: { stages: { answer: { within: "4h" } } } },
  ...reasons(),
  requests: [{ id: "fix", name: "Data fix", to: "sam", sla: "ask", ...more }],
});
/** What both sides are asked in six weeks, and what they have to reach. */
const surveyed: Probe = async (text) => {
  const w = await world(text, { at: T });
  await w.until("2027-01-06T10:00:00Z");
  return (await w.store.surveys(10)).map(({ id, askedAt, atLeast }) => [id, askedAt, atLeast]);
};
/** A company of both sides. */
const talking = { people: people({ ana: {}, ben: {}, sam: { manager: undefined }, mia: { role: "marketing" } }) };
/** What its owner's page proposes. */
const page: Probe = async (text) => {
  const w = await world(text, { at: T });
  const { id } = await w.send({ name: "Jo" });
  const found = await w.lead(id);
  const shown = { reader: found.owner!, now: w.now(), path: "/r/x" };
  return responseView(await w.relay.rulebooks.active(), found, [], [], shown);
};
/** The mail of a lead's owner, of a campaign that carries a message. */
const mail =
  (lead: Record<string, unknown> = {}): Probe =>
  async (text) => {
    const w = await world(text, { at: T });
    await w.store.putCampaign({ id: "autumn", name: "Autumn", owner: "ana", message: "calm", changedAt: T });
    const { id } = await w.send({ name: "Jo", ...lead });
    const rulebook = await w.relay.rulebooks.active();
    const found = await w.lead(id);
    return noticeView(rulebook, found, [], [], { id: "1", kind: "handover", to: found.owner!, at: T } as never, {
      link: "",
      now: at,
      enclosed: await enclosedWith(w.relay, rulebook, found),
    });
  };
/** How a lead's values are read. */
const read =
  (given: Record<string, unknown>): Probe =>
  async (text) =>
    readFields({ agreement: checked(text) } as Awaited<ReturnType<typeof compileBest>>, "web", given);

const secrets = { WEB: "token", A: "secret-a", B: "secret-b", KEY: "key", BASIC: "user:password" };
const body = '{"email":"jo@x.example"}';
const request = (more: Partial<HookRequest> = {}): HookRequest => ({
  method: "POST",
  headers: { "content-type": "application/json", ...more.headers },
  query: "",
  body: Buffer.from(body),
  ...more,
});
const provider = async (text: string, api = "") =>
  (await sourceProviders({ secrets: () => secrets, env: { BATON_META_GRAPH_URL: api } })(checked(text), "web"))!;
const judged =
  (given: HookRequest): Probe =>
  async (text) =>
    (await provider(text)).judge(given, at);
/** What is answered to whoever posts. */
const posted =
  (given: HookRequest): Probe =>
  async (text) => {
    const w = await world(text, { at: T });
    const relay = { ...w.relay, providers: sourceProviders({ secrets: () => secrets, env: {} }) };
    const { headers, status } = await answerHook(relay, "web", given);
    return { headers, status };
  };

const web = (more: object = {}, of = "form") => ({
  sources: { web: { provider: of, auth: { token: "WEB" }, ...more } },
});
/** What a call tracker's post says. */
const called: Probe = async (text) => {
  const call = { phone: "+4930123456", status: "answered", agent: "ana@acme.example", began: "2026-11-24T09:58:00Z" };
  return (await provider(text)).read(Buffer.from(JSON.stringify(call)), "application/json");
};
const calls = (more: object = {}) => web({ calls: { field: "status", answered: ["answered"], at: "began", ...more } });
const auth = (auth: object, of = "form", more: object = {}) => web({ auth, ...more }, of);
const hmac = (secret: string) => createHmac("sha256", secret).update(body).digest("base64");
const typeform = (secret: string) => request({ headers: { "typeform-signature": `sha256=${hmac(secret)}` } });
const { publicKey, privateKey } = generateKeyPairSync("ed25519");
const whpk = `whpk_${publicKey.export({ format: "der", type: "spki" }).subarray(-32).toString("base64")}`;
const stamp = String(at / 1000);
const ed25519 = request({
  headers: {
    "webhook-id": "1",
    "webhook-timestamp": stamp,
    "webhook-signature": `v1a,${sign(null, Buffer.from(`1.${stamp}.${body}`), privateKey).toString("base64")}`,
  },
});

const person = (more: Record<string, unknown>, id = "ana") => ({
  people: people({ ana: {}, ben: {}, sam: { manager: "vera" }, vera: { manager: undefined }, [id]: more }),
});
const team = (more: object) => ({ teams: { sales: { members: ["ana", "ben"], manager: "sam", ...more } } });
const policy = (more: object, contact: object = {}, stages: object = {}) => ({
  sla: { fast: { stages: { contact: { within: "1h", ...contact }, ...stages }, ...more } },
});
const steps = (...all: object[]) => policy({}, { steps: all });
const rule = (more: object) => ({ routing: [{ name: "Everyone", to: "sales", sla: "fast", ...more }] });
const office = { week: { "mon-fri": ["09:00-17:00"] } };
/** Ana works in the calendar of the test. */
const inCalendar = (calendar: object) => ({ calendars: { office: calendar }, ...person({ calendar: "office" }) });
const byCalendar = decided({}, { at: Date.parse("2026-12-24T15:30:00Z") });
const toAna = { routing: [{ name: "Everyone", to: "ana", sla: "fast" }] };
const stepped = policy({}, { steps: [{ at: "100%", do: "escalate", to: "manager" }] });
const calendars = (before: object, after: object, seen: Probe = byCalendar) =>
  within({ ...toAna, ...stepped }, shows(seen, inCalendar(before), inCalendar(after)));
const rota = (more: object) => ({
  ...inCalendar(office),
  people: people({
    ana: { calendar: "office" },
    ben: { calendar: "office" },
    sam: { manager: "vera" },
    vera: { manager: undefined },
  }),
  rotas: { nights: { of: "sales", every: "1w", from: "2026-11-23", hours: { "mon-sun": ["17:00-24:00"] }, ...more } },
});
const onCall = decided({}, { at: Date.parse("2026-11-24T20:00:00Z") });
const rotas = (before: object, after: object) => within(stepped, shows(onCall, rota(before), rota(after)));
const skilled = people({
  ana: { languages: ["de"], skills: ["cloud"] },
  ben: { languages: ["en"], skills: [] },
  sam: { manager: "vera" },
  vera: { manager: undefined },
});
const matched = {
  people: skilled,
  fields: { need: { type: "string", values: ["cloud", "print"] }, employees: { type: "number" } },
};
const lead = { language: "de", need: "cloud" };
const full = (load: object) => decided({}, { state: { loads: { ana: load, ben: load } } });
const teamFull = (load: object) => decided({}, { state: { loads: { sales: load } } });
const score = (more: object) => ({ score: { rules: [{ name: "Large", when: { employees: 5 }, points: 5 }], ...more } });
const touches = (more: object = {}) => ({
  score: { touches: [{ name: "Prices", touch: "page", points: 5, ...more }] },
});
const visits = [1, 2].map((n) => ({
  touch: "page",
  at: new Date(at - n * 86_400_000).toISOString(),
  facts: { page: "/prices" },
}));
const touched = decided({}, { state: { touches: visits } });
const table = (more: object) => ({ tables: { land: { by: { country: "key" }, gives: { owner: "target" }, ...more } } });
const rows =
  (csv: string): Probe =>
  async (text) => {
    const w = await world(text, { at: T });
    const { refused, gaps } = await importTable(w.relay, "land", Buffer.from(csv), {});
    return { refused, gaps };
  };
const cadence = (more: object = {}) => ({ attempts: { count: 2, next: ["2h"], ...more } });
const tries = (w: Awaited<ReturnType<typeof world>>, id: string) => w.answer(id, "ana", "attempted");
const twoSteps = { steps: [{ at: "100%", do: "escalate", to: "manager" }] };
/** A lead that becomes an opportunity. */
const sells = async (w: Awaited<ReturnType<typeof world>>, id: string) => {
  const { owner } = await w.lead(id);
  await w.answer(id, owner!, "contacted");
  await w.answer(id, owner!, "outcome", { reason: "opportunity" });
};
const sold = (handTo?: object) => ({
  sla: {
    fast: { stages: { contact: { within: "1h" }, disposition: { within: "5d", ...(handTo && { handTo }) } } },
    slow: { stages: { contact: { within: "2h" } } },
  },
});
const spoken = { disposition: { within: "5d" } };
const asksAgain = async (w: Awaited<ReturnType<typeof world>>, id: string) => {
  await w.answer(id, "ana", "contacted");
  await w.send({ name: "Jo", email: "jo@x.example", message: "Hello?" });
};
const reasons = (more: object = {}) => ({ reasons: [{ id: "budget", name: "No budget", ...more }] });
const plus = { name: "Plus", when: { employees: { gte: 100 } } };
const handSold = { name: "Hand-sold", when: { employees: { gte: 100 } }, leads: "sales" };
const selling = { motion: "sales" };
/** A company in which one rule asks how leads are sorted. */
const byPlus = (parts: object, when: object = { segment: "Plus" }) => ({
  ...(when && "segment" in when && !("segments" in parts)
    ? { segments: [{ ...plus, when: { employees: { lt: 0 } } }] }
    : {}),
  ...parts,
  routing: [
    { name: "Asked", when, to: "ana", else: "sales", sla: "fast" },
    { name: "Everyone", to: "sales", sla: "fast" },
  ],
});
/** What the proof says. */
const proves: Probe = async (text) =>
  (await check(text, { at })).findings.map(({ code, message }) => `${code} ${message}`);
const lost = { id: "price", name: "Too expensive" };
const calm = { id: "calm", text: "One warehouse, one list" };
const hub = { system: "hubspot", source: "hub", status: { NEW: "contacted" } };
/** A company whose sales works in HubSpot. */
const crmed = (parts: object) => ({
  sources: {
    web: { provider: "form", auth: { token: "A" } },
    hub: { provider: "hubspot", auth: { secret: "A" }, publicUrl: "https://acme.example/hook" },
  },
  reasons: [
    { id: "budget", name: "No budget" },
    { id: "price", name: "Price" },
  ],
  lostReasons: [lost, { id: "time", name: "Time" }],
  ...parts,
});
const rejected = life({}, async (w, id) => w.answer(id, (await w.lead(id)).owner!, "reject", { reason: "budget" }));
const snoozed = life({}, async (w, id) =>
  w.answer(id, (await w.lead(id)).owner!, "snooze", { reason: "they asked", until: "2026-11-25T10:00:00Z" }),
);
const accepted = life({}, async (w, id) => w.answer(id, (await w.lead(id)).owner!, "accept"));
const commitments = (side: "marketing" | "sales", ...all: object[]) => ({
  commitments: {
    [side]: all.map((one) => ({ name: "Leads", measure: "qualified-leads", per: "month", atLeast: 5, ...one })),
  },
});
const commitment = (side: "marketing" | "sales") => ({
  [`commitments.${side}`]: shows(diff, {}, commitments(side, {})),
  [`commitments.${side}[].name`]: shows(diff, commitments(side, {}), commitments(side, { name: "Others" })),
  [`commitments.${side}[].measure`]: shows(diff, commitments(side, {}), commitments(side, { measure: "handed-over" })),
  [`commitments.${side}[].per`]: shows(diff, commitments(side, {}), commitments(side, { per: "week" })),
  [`commitments.${side}[].atLeast`]: shows(diff, commitments(side, {}), commitments(side, { atLeast: 6 })),
  [`commitments.${side}[].atMost`]: shows(diff, commitments(side, {}), commitments(side, { atMost: 9 })),
  [`commitments.${side}[].needs`]: shows(checks, commitments(side, {}), commitments(side, { needs: ["Leads"] })),
});
const goals = (goal: object) => ({
  people: people({ ana: {}, ben: {}, sam: {}, mo: { role: "marketing" } }),
  goals: [
    {
      name: "Deals",
      measure: "won-deals",
      per: "month",
      atLeast: 5,
      owners: { marketing: "mo", sales: "ana" },
      ...goal,
    },
  ],
});
const review = (parts: object) => ({ review: { every: "2w", on: "tue", at: "10:00", with: ["ana"], ...parts } });
const rideAlongs = (parts: object) => ({ rideAlongs: { per: "quarter", sales: 1, ...parts } });
const signed = (side: "marketing" | "sales") => ({
  [`signed.${side}`]: shows(diff, {}, { signed: { [side]: { by: "ana", on: "2026-11-01" } } }),
  [`signed.${side}.by`]: shows(checks, {}, { signed: { [side]: { by: "nobody", on: "2026-11-01" } } }),
  [`signed.${side}.on`]: shows(
    diff,
    { signed: { [side]: { by: "ana", on: "2026-11-01" } } },
    { signed: { [side]: { by: "ana", on: "2026-11-02" } } },
  ),
});
const capacities = (of: "people" | "teams") => {
  const given = (capacity: object) => (of === "people" ? person({ capacity }) : team({ capacity }));
  const seen = of === "people" ? full : teamFull;
  return {
    [`${of}.NAME.capacity`]: shows(seen({ open: 3 }), {}, given({ open: 3 })),
    [`${of}.NAME.capacity.open`]: shows(seen({ open: 3 }), given({ open: 4 }), given({ open: 3 })),
    [`${of}.NAME.capacity.perDay`]: shows(seen({ today: 3 }), given({ perDay: 4 }), given({ perDay: 3 })),
    [`${of}.NAME.capacity.perWeek`]: shows(seen({ thisWeek: 3 }), given({ perWeek: 4 }), given({ perWeek: 3 })),
    [`${of}.NAME.capacity.perMonth`]: shows(seen({ thisMonth: 3 }), given({ perMonth: 4 }), given({ perMonth: 3 })),
  };
};
const matches = (where: string, given: (key: "require" | "prefer", match: unknown[]) => object) =>
  Object.fromEntries(
    (["require", "prefer"] as const).flatMap((key) => [
      [`${where}.${key}`, within(matched, shows(decided(lead), given(key, []), given(key, ["languages"])))],
      [
        `${where}.${key}[].languages`,
        within(matched, shows(decided(), given(key, []), given(key, [{ languages: ["en"] }]))),
      ],
      [
        `${where}.${key}[].skills`,
        within(matched, shows(decided(), given(key, []), given(key, [{ skills: ["cloud"] }]))),
      ],
    ]),
  );

const witnesses: Record<string, Witness> = {
  baton: shows(checks, {}, { baton: 2 }),
  name: shows(mail(), {}, { name: "Another" }),
  timezone: within({ ...stepped, ...toAna, ...inCalendar(office) }, shows(decided(), {}, { timezone: "Asia/Tokyo" })),
  manager: within(
    person({ away: [{ from: "2026-11-01", to: "2026-12-31" }] }),
    within(toAna, shows(life(), {}, { manager: "ben" })),
  ),
  operator: shows(async (text) => operatorOf(await compileBest(checked(text), 1)), {}, { operator: "ben" }),
  signed: shows(diff, {}, { signed: { sales: { by: "ana", on: "2026-11-01" } } }),
  ...signed("marketing"),
  ...signed("sales"),
  calendars: calendars(office, { week: { "mon-fri": ["09:00-12:00"] } }),
  "calendars.NAME.timezone": calendars(office, { ...office, timezone: "Asia/Tokyo" }),
  "calendars.NAME.week": calendars(office, { week: { "mon-fri": ["08:00-16:00"] } }),
  "calendars.NAME.weeks": calendars(office, { weeks: { odd: office.week, even: {} } }),
  "calendars.NAME.weeks.odd": calendars(
    { weeks: { odd: {}, even: office.week } },
    { weeks: { odd: office.week, even: office.week } },
    decided({}, { at: Date.parse("2026-11-20T16:30:00Z") }),
  ),
  "calendars.NAME.weeks.even": calendars(
    { weeks: { odd: office.week, even: {} } },
    { weeks: { odd: office.week, even: office.week } },
  ),
  "calendars.NAME.holidays": calendars(office, { ...office, holidays: ["2026-12-24"] }),
  "calendars.NAME.holidays[].region": calendars(
    { ...office, holidays: [{ region: "IS" }] },
    { ...office, holidays: [{ region: "DE" }] },
  ),
  "calendars.NAME.dates": calendars(office, { ...office, dates: { "2026-12-24": ["09:00-15:00"] } }),
  rotas: within(stepped, shows(onCall, { ...rota({}), rotas: {} }, rota({}))),
  "rotas.NAME.of": within(
    { teams: { sales: { members: ["ana", "ben"] }, others: { members: ["ben", "ana"] } } },
    rotas({}, { of: "others" }),
  ),
  "rotas.NAME.every": rotas({ every: "2w", from: "2026-11-16" }, { every: "1w", from: "2026-11-16" }),
  "rotas.NAME.from": rotas({}, { from: "2026-11-16" }),
  "rotas.NAME.order": rotas({}, { order: ["ben", "ana"] }),
  "rotas.NAME.timezone": rotas({}, { timezone: "Asia/Tokyo" }),
  "rotas.NAME.hours": rotas({}, { hours: { "mon-sun": ["22:00-24:00"] } }),
  people: shows(checks, {}, { people: people({ ana: {}, sam: { manager: undefined } }) }),
  "people.NAME.name": shows(mail(), {}, person({ name: "Another" })),
  "people.NAME.quiet": within(
    {
      sla: {
        fast: { calendar: "always", stages: { contact: { within: "20h", steps: [{ at: "50%", do: "remind" }] } } },
      },
    },
    shows(life(), person({ calendar: "office" }), person({ calendar: "office", quiet: true })),
  ),
  "people.NAME.deputy": shows(
    decided(),
    { ...person({ away: [{ from: "2026-11-24", to: "2026-11-24" }] }), ...rule({ to: "ana" }) },
    { ...person({ away: [{ from: "2026-11-24", to: "2026-11-24" }], deputy: "ben" }), ...rule({ to: "ana" }) },
  ),
  "people.NAME.email": within(toAna, shows(mail(), {}, person({ email: "other@acme.example" }))),
  "people.NAME.role": shows(life(), {}, person({ role: "marketing" })),
  "people.NAME.manager": within({ ...stepped, ...toAna }, shows(life(), {}, person({ manager: "vera" }))),
  "people.NAME.calendar": within(
    { ...stepped, ...toAna },
    shows(decided({}, { at: Date.parse("2026-11-24T20:00:00Z") }), {}, person({ calendar: "office" })),
  ),
  "people.NAME.timezone": within(toAna, shows(mail(), {}, person({ timezone: "Asia/Tokyo" }))),
  "people.NAME.languages": within(
    team({ require: ["languages"] }),
    shows(decided(lead), {}, person({ languages: ["de"] })),
  ),
  "people.NAME.skills": within(
    { ...team({ require: ["skills"] }), fields: matched.fields },
    shows(decided(lead), {}, person({ skills: ["cloud"] })),
  ),
  ...capacities("people"),
  "people.NAME.away": shows(decided(), {}, person({ away: [{ from: "2026-11-24", to: "2026-11-24" }] })),
  "people.NAME.away[].from": shows(
    decided(),
    person({ away: [{ from: "2026-11-25", to: "2026-11-26" }] }),
    person({ away: [{ from: "2026-11-24", to: "2026-11-26" }] }),
  ),
  "people.NAME.away[].to": shows(
    decided(),
    person({ away: [{ from: "2026-11-23", to: "2026-11-23" }] }),
    person({ away: [{ from: "2026-11-23", to: "2026-11-24" }] }),
  ),
  "people.NAME.away[].hours": shows(
    decided(),
    person({ away: [{ from: "2026-11-24", to: "2026-11-24" }] }),
    person({ away: [{ from: "2026-11-24", to: "2026-11-24", hours: ["14:00-18:00"] }] }),
  ),
  teams: shows(decided(), {}, { teams: { sales: { members: ["ben"] } } }),
  "teams.NAME.members": shows(decided(), {}, team({ members: ["ben", "ana"] })),
  "teams.NAME.members[].person": shows(
    decided(),
    team({ members: [{ person: "ana" }] }),
    team({ members: [{ person: "ben" }] }),
  ),
  "teams.NAME.members[].weight": shows(decided(), {}, team({ members: ["ana", { person: "ben", weight: 3 }] })),
  "teams.NAME.pick": shows(decided({}, { state: { loads: { ana: { open: 2 } } } }), {}, team({ pick: "least-loaded" })),
  "teams.NAME.claim": shows(life(), team({}), team({ pick: "claim", claim: { within: "10m" } })),
  "teams.NAME.claim.within": shows(
    life(),
    team({ pick: "claim", claim: { within: "20m" } }),
    team({ pick: "claim", claim: { within: "10m" } }),
  ),
  "teams.NAME.onDuty": within(
    { ...person({ calendar: "office" }) },
    shows(decided({}, { at: Date.parse("2026-11-24T20:00:00Z") }), {}, team({ onDuty: "ignore" })),
  ),
  ...matches("teams.NAME", (key, match) => team({ prefer: [], [key]: match })),
  ...capacities("teams"),
  "teams.NAME.manager": within(
    { ...stepped, ...person({ manager: undefined }), ...toAna },
    within(
      {
        people: people({
          ana: { manager: undefined },
          ben: { manager: undefined },
          sam: { manager: "vera" },
          vera: { manager: undefined },
        }),
        ...rule({}),
      },
      shows(life(), team({}), team({ manager: "vera" })),
    ),
  ),
  sources: shows(judged(request({ token: "token" })), {}, auth({ token: "A" })),
  "sources.NAME.provider": shows(
    judged(request({ token: "token" })),
    web({}, "jotform"),
    web({ auth: { secret: "A" } }, "typeform"),
  ),
  "sources.NAME.auth": shows(judged(request({ token: "token" })), auth({ token: "A" }), auth({ token: "WEB" })),
  "sources.NAME.auth.secret": shows(
    judged(typeform("secret-a")),
    auth({ secret: "B" }, "typeform"),
    auth({ secret: "A" }, "typeform"),
  ),
  "sources.NAME.auth.previousSecret": shows(
    judged(typeform("secret-b")),
    auth({ secret: "A" }, "typeform"),
    auth({ secret: "A", previousSecret: "B" }, "typeform"),
  ),
  "sources.NAME.auth.key": shows(
    judged(request({ body: Buffer.from('{"google_key":"key"}') })),
    auth({ key: "A" }, "google-ads"),
    auth({ key: "KEY" }, "google-ads"),
  ),
  "sources.NAME.auth.token": shows(
    judged(request({ token: "token" })),
    auth({ basic: "BASIC" }),
    auth({ token: "WEB" }),
  ),
  "sources.NAME.auth.header": shows(
    judged(request({ token: "token" })),
    auth({ token: "WEB" }),
    auth({ token: "WEB", header: { name: "x-key", secret: "KEY" } }),
  ),
  "sources.NAME.auth.header.name": shows(
    judged(request({ headers: { "x-key": "key" } })),
    auth({ header: { name: "x-other", secret: "KEY" } }),
    auth({ header: { name: "x-key", secret: "KEY" } }),
  ),
  "sources.NAME.auth.header.secret": shows(
    judged(request({ headers: { "x-key": "key" } })),
    auth({ header: { name: "x-key", secret: "A" } }),
    auth({ header: { name: "x-key", secret: "KEY" } }),
  ),
  "sources.NAME.auth.basic": shows(
    judged(request({ headers: { authorization: `Basic ${Buffer.from("user:password").toString("base64")}` } })),
    auth({ token: "WEB" }),
    auth({ basic: "BASIC" }),
  ),
  "sources.NAME.auth.verifyToken": shows(
    async (text) =>
      (await provider(text)).handshake(
        request({ method: "GET", query: "hub.mode=subscribe&hub.challenge=7&hub.verify_token=key" }),
        at,
      ) ?? null,
    auth({ secret: "A", verifyToken: "B" }, "meta-lead-ads"),
    auth({ secret: "A", verifyToken: "KEY" }, "meta-lead-ads"),
  ),
  "sources.NAME.auth.accessToken": shows(
    checks,
    auth({ secret: "A" }, "meta-lead-ads"),
    auth({ secret: "A", accessToken: "B" }, "meta-lead-ads"),
  ),
  "sources.NAME.auth.publicKey": shows(
    judged(ed25519),
    auth({ secret: "A" }, "standard-webhooks"),
    auth({ publicKey: whpk }, "standard-webhooks"),
  ),
  "sources.NAME.secrets": shows(
    async (text) => secretNames(checked(text)),
    auth({ secret: "A" }, "linkedin"),
    auth({ secret: "A" }, "linkedin", { secrets: { app: "B" } }),
  ),
  "sources.NAME.publicUrl": shows(
    judged(
      request({
        headers: {
          "x-hubspot-request-timestamp": String(at),
          "x-hubspot-signature-v3": createHmac("sha256", "secret-a")
            .update(`POSThttps://acme.example/hook${body}${at}`)
            .digest("base64"),
        },
      }),
    ),
    auth({ secret: "A" }, "hubspot", { publicUrl: "https://other.example/hook" }),
    auth({ secret: "A" }, "hubspot", { publicUrl: "https://acme.example/hook" }),
  ),
  "sources.NAME.organization": shows(
    judged(request({ token: "token", body: Buffer.from("<OrganizationId>00D1</OrganizationId>") })),
    web({}, "salesforce"),
    web({ organization: "00D2" }, "salesforce"),
  ),
  "sources.NAME.campaign": shows(mail(), {}, web({ campaign: "autumn" })),
  "sources.NAME.promise": shows(mail(), {}, web({ promise: "A call within the hour" })),
  "sources.NAME.fields": shows(
    async (text) => (await provider(text)).read(Buffer.from('{"Firma":"Acme"}'), "application/json"),
    {},
    web({ fields: { Firma: "company" } }),
  ),
  "sources.NAME.locale": shows(read({ employees: "1.200" }), web({ locale: "en-US" }), web({ locale: "de-DE" })),
  "sources.NAME.country": shows(read({ phone: "030 901820" }), {}, web({ country: "DE" })),
  "sources.NAME.team": shows(checks, {}, web({ team: "sales" })),
  "sources.NAME.stopsClock": within(
    stepped,
    shows(
      life({}, async (w, id) => {
        await w.deliver([
          {
            kind: "contact",
            channel: "call",
            by: "ana@acme.example",
            at: T,
            key: "1",
            who: { email: "jo@x.example" },
          } as never,
        ]);
        return id;
      }),
      {},
      web({ stopsClock: false }),
    ),
  ),
  "sources.NAME.calls": shows(called, web(), calls()),
  "sources.NAME.calls.field": shows(called, calls({ field: "state" }), calls()),
  "sources.NAME.calls.answered": shows(called, calls({ answered: ["yes"] }), calls()),
  "sources.NAME.calls.by": shows(called, calls(), calls({ by: "agent" })),
  "sources.NAME.calls.at": shows(called, calls({ at: "agent" }), calls()),
  "sources.NAME.booking": shows(
    decided({ source: "web", "meeting.host": "sam" }),
    auth({ secret: "A" }, "calendly"),
    auth({ secret: "A" }, "calendly", { booking: "rules" }),
  ),
  "sources.NAME.origins": shows(
    posted(request({ method: "OPTIONS", headers: { origin: "https://acme.example" } })),
    {},
    web({ origins: ["https://acme.example"] }),
  ),
  "sources.NAME.redirect": shows(
    posted(request({ token: "token", headers: { accept: "text/html", "content-type": "application/json" } })),
    {},
    web({ redirect: "https://acme.example/thanks" }),
  ),
  fields: shows(read({ seats: "5" }), {}, { fields: { seats: { type: "number" } } }),
  "fields.NAME.type": shows(
    read({ seats: "5" }),
    { fields: { seats: { type: "string" } } },
    { fields: { seats: { type: "number" } } },
  ),
  "fields.NAME.min": shows(read({ employees: "5" }), {}, { fields: { employees: { type: "number", min: 6 } } }),
  "fields.NAME.max": shows(read({ employees: "5" }), {}, { fields: { employees: { type: "number", max: 4 } } }),
  "fields.NAME.values": shows(read({ employees: "5" }), {}, { fields: { employees: { type: "number", values: [4] } } }),
  tables: shows(checks, rule({ when: { "table.land.owner": "ana" } }), {
    ...rule({ when: { "table.land.owner": "ana" } }),
    ...table({}),
  }),
  "tables.NAME.by": shows(rows("country,owner\nDE,ana\n"), table({}), table({ by: { country: "key", city: "key" } })),
  "tables.NAME.gives": shows(rows("country,owner\nDE,ana\n"), table({}), table({ gives: { owner: "number" } })),
  "tables.NAME.gives.NAME.values": shows(
    rows("country,size\nDE,small\n"),
    table({ gives: { size: { values: ["small"] } } }),
    table({ gives: { size: { values: ["large"] } } }),
  ),
  score: shows(decided({ employees: 5 }), {}, score({})),
  "score.qualified": shows(life({ employees: 5 }), score({}), score({ qualified: 5 })),
  "score.bands": shows(decided({ employees: 5 }), score({}), score({ bands: { hot: 5 } })),
  "score.rules": shows(decided({ employees: 5 }), score({ rules: [] }), score({})),
  "score.rules[].name": shows(
    decided({ employees: 5 }),
    score({}),
    score({ rules: [{ name: "Other", when: { employees: 5 }, points: 5 }] }),
  ),
  "score.rules[].when": shows(
    decided({ employees: 5 }),
    score({}),
    score({ rules: [{ name: "Large", when: { employees: 6 }, points: 5 }] }),
  ),
  "score.rules[].points": shows(
    decided({ employees: 5 }),
    score({}),
    score({ rules: [{ name: "Large", when: { employees: 5 }, points: 6 }] }),
  ),
  "score.touches": shows(touched, {}, touches()),
  "score.touches[].name": shows(touched, touches(), touches({ name: "Others" })),
  "score.touches[].touch": shows(touched, touches(), touches({ touch: "download" })),
  "score.touches[].when": shows(touched, touches(), touches({ when: { page: "/jobs" } })),
  "score.touches[].points": shows(touched, touches(), touches({ points: 6 })),
  "score.touches[].halfLife": shows(touched, touches(), touches({ halfLife: "1d" })),
  "score.touches[].max": shows(touched, touches(), touches({ max: 5 })),
  routing: shows(decided(), {}, { routing: [] }),
  "routing[].name": shows(decided(), {}, rule({ name: "Others" })),
  "routing[].when": shows(decided(), {}, rule({ when: { employees: 5 } })),
  "routing[].to": shows(decided(), {}, rule({ to: "ben" })),
  "routing[].to[].team": shows(decided(), rule({ to: [{ team: "sales", share: 1 }] }), {
    ...rule({ to: [{ team: "west", share: 1 }] }),
    teams: { sales: { members: ["ana"] }, west: { members: ["ben"] } },
  }),
  "routing[].to[].share": within(
    { teams: { sales: { members: ["ana"] }, west: { members: ["ben"] } } },
    shows(
      decided({}, { ticket: 2 }),
      rule({
        to: [
          { team: "sales", share: 50 },
          { team: "west", share: 50 },
        ],
      }),
      rule({
        to: [
          { team: "sales", share: 90 },
          { team: "west", share: 10 },
        ],
      }),
    ),
  ),
  "routing[].else": within(
    person({ capacity: { open: 0 } }),
    shows(decided(), rule({ to: "ana" }), rule({ to: "ana", else: "sam" })),
  ),
  "routing[].else[].wait": within(
    person({ capacity: { open: 0 } }),
    shows(life(), rule({ to: "ana", else: ["sam"] }), rule({ to: "ana", else: [{ wait: "2h" }, "sam"] })),
  ),
  "routing[].sla": shows(
    decided(),
    {},
    { ...rule({ sla: "slow" }), sla: { slow: { stages: { contact: { within: "2h" } } } } },
  ),
  ...matches("routing[]", (key, match) => ({ ...team({ prefer: [] }), ...rule({ [key]: match }) })),
  sla: shows(decided(), {}, stepped),
  "sla.NAME.calendar": within(
    toAna,
    shows(
      decided({}, { at: Date.parse("2026-11-24T20:00:00Z") }),
      stepped,
      policy({ calendar: "office" }, { steps: [{ at: "100%", do: "escalate", to: "manager" }] }),
    ),
  ),
  "sla.NAME.contactHours": within(
    { contactHours: office.week },
    shows(
      decided({}, { at: Date.parse("2026-11-24T20:00:00Z") }),
      policy({ calendar: "lead" }, { steps: [{ at: "100%", do: "remind" }] }),
      policy(
        { calendar: "lead", contactHours: { "mon-sun": ["19:00-23:00"] } },
        { steps: [{ at: "100%", do: "remind" }] },
      ),
    ),
  ),
  contactHours: shows(
    decided({}, { at: Date.parse("2026-11-24T20:00:00Z") }),
    { contactHours: office.week, ...policy({ calendar: "lead" }, { steps: [{ at: "100%", do: "remind" }] }) },
    {
      contactHours: { "mon-sun": ["19:00-23:00"] },
      ...policy({ calendar: "lead" }, { steps: [{ at: "100%", do: "remind" }] }),
    },
  ),
  "sla.NAME.acceptHolds": shows(
    accepted,
    policy({}, { steps: [{ at: "100%", do: "reassign" }] }),
    policy({ acceptHolds: "2h" }, { steps: [{ at: "100%", do: "reassign" }] }),
  ),
  "sla.NAME.snooze": within(
    stepped,
    shows(
      async (text) => snoozed(text).catch((error: Error) => error.message),
      {},
      policy({ snooze: { max: "2d" } }, { steps: [{ at: "100%", do: "escalate", to: "manager" }] }),
    ),
  ),
  "sla.NAME.snooze.max": shows(
    async (text) => snoozed(text).catch((error: Error) => error.message),
    policy({ snooze: { max: "1h" } }),
    policy({ snooze: { max: "2d" } }),
  ),
  "sla.NAME.clockFrom": shows(
    decided({ submittedAt: "2026-11-24T09:30:00Z" }),
    stepped,
    policy({ clockFrom: "submitted" }, { steps: [{ at: "100%", do: "escalate", to: "manager" }] }),
  ),
  "sla.NAME.stages": shows(life(), {}, policy({}, {}, { disposition: { within: "2d" } })),
  "sla.NAME.stages.NAME.within": shows(life(), {}, policy({}, { within: "2h" })),
  "sla.NAME.stages.NAME.attempts": shows(life({}, tries), policy({}), policy({}, cadence())),
  "sla.NAME.stages.NAME.attempts.count": shows(
    life({}, tries),
    policy({}, cadence()),
    policy({}, cadence({ count: 4 })),
  ),
  "sla.NAME.stages.NAME.attempts.next": shows(
    life({}, tries),
    policy({}, cadence()),
    policy({}, cadence({ next: ["3h"] })),
  ),
  "sla.NAME.stages.NAME.nextResponse": shows(
    life({ email: "jo@x.example" }, asksAgain),
    policy({}, { ...twoSteps }, spoken),
    policy({}, { ...twoSteps, nextResponse: "30m" }, spoken),
  ),
  "sla.NAME.stages.NAME.playbook": shows(mail(), {}, policy({}, { playbook: ["Call them"] })),
  "sla.NAME.stages.NAME.handTo": shows(life({}, sells), sold(), sold({ to: "sam", sla: "fast" })),
  "sla.NAME.stages.NAME.handTo.to": shows(
    life({}, sells),
    sold({ to: "vera", sla: "fast" }),
    sold({ to: "sam", sla: "fast" }),
  ),
  "sla.NAME.stages.NAME.handTo.sla": shows(
    life({}, sells),
    sold({ to: "sam", sla: "slow" }),
    sold({ to: "sam", sla: "fast" }),
  ),
  "sla.NAME.stages.NAME.steps": shows(decided(), {}, stepped),
  "sla.NAME.stages.NAME.steps[].at": shows(
    decided(),
    steps({ at: "50%", do: "remind" }),
    steps({ at: "+5m", do: "remind" }),
  ),
  "sla.NAME.stages.NAME.steps[].do": shows(
    decided(),
    steps({ at: "50%", do: "remind" }),
    steps({ at: "50%", do: "reassign" }),
  ),
  "sla.NAME.stages.NAME.steps[].to": shows(
    decided(),
    steps({ at: "50%", do: "escalate", to: "sam" }),
    steps({ at: "50%", do: "escalate", to: "vera" }),
  ),
  "sla.NAME.stages.NAME.steps[].repeat": shows(
    decided(),
    steps({ at: "50%", do: "remind" }),
    steps({ at: "50%", do: "remind", repeat: { every: "5m", times: 1 } }),
  ),
  "sla.NAME.stages.NAME.steps[].repeat.every": shows(
    decided(),
    steps({ at: "50%", do: "remind", repeat: { every: "6m", times: 1 } }),
    steps({ at: "50%", do: "remind", repeat: { every: "5m", times: 1 } }),
  ),
  "sla.NAME.stages.NAME.steps[].repeat.times": shows(
    decided(),
    steps({ at: "50%", do: "remind", repeat: { every: "5m", times: 2 } }),
    steps({ at: "50%", do: "remind", repeat: { every: "5m", times: 1 } }),
  ),
  reasons: shows(async (text) => rejected(text).catch((error: Error) => error.message), {}, reasons()),
  "reasons[].id": shows(
    async (text) => rejected(text).catch((error: Error) => error.message),
    reasons({ id: "price" }),
    reasons(),
  ),
  "reasons[].name": shows(diff, reasons(), reasons({ name: "Too dear" })),
  "reasons[].cause": shows(rejected, reasons(), reasons({ cause: "data" })),
  "reasons[].afterAttempts": shows(
    async (text) => rejected(text).catch((error: Error) => error.message),
    reasons(),
    reasons({ afterAttempts: 2 }),
  ),
  "reasons[].requests": shows(asking({ action: "reject", reason: "budget" }), asks(), {
    ...asks(),
    ...reasons({ requests: "fix" }),
  }),
  signers: shows(proposed, company({}), company({ signers: { marketing: "mia", sales: "sam" } })),
  "signers.marketing": shows(
    proposed,
    company({ signers: { marketing: "mia", sales: "sam" } }),
    company({ signers: { marketing: "mo", sales: "sam" } }),
  ),
  "signers.sales": shows(
    proposed,
    company({ signers: { marketing: "mia", sales: "sam" } }),
    company({ signers: { marketing: "mia", sales: "vera" } }),
  ),
  requests: shows(asking(), {}, asks()),
  "requests[].id": shows(asking(), asks({ id: "other" }), asks()),
  "requests[].name": shows(asking(), asks(), asks({ name: "Mend" })),
  "requests[].from": shows(asking(), asks(), asks({ from: "marketing" })),
  "requests[].to": shows(asking(), asks(), asks({ to: "vera" })),
  "requests[].sla": shows(asking(), asks(), {
    ...asks({ sla: "later" }),
    sla: { ...asks().sla, later: { stages: { answer: { within: "2h" } } } },
  }),
  "reasons[].recycle": shows(rejected, reasons(), reasons({ recycle: "2d" })),
  rollout: shows(life(), {}, { rollout: { default: "observe" } }),
  handover: shows(life(), {}, { handover: { needs: ["name"] } }),
  "handover.needs": shows(life(), { handover: { needs: ["name"] } }, { handover: { needs: ["company"] } }),
  recycling: shows(diff, {}, { recycling: { times: 1 } }),
  "recycling.to": shows(diff, { recycling: {} }, { recycling: { to: "rules" } }),
  "recycling.times": shows(diff, { recycling: {} }, { recycling: { times: 2 } }),
  segments: shows(decided({ employees: 500 }), byPlus({}), byPlus({ segments: [plus] })),
  "segments[].name": shows(
    decided({ employees: 500 }),
    byPlus({ segments: [plus] }),
    byPlus({
      segments: [
        { ...plus, name: "Minus" },
        { ...plus, when: {} },
      ],
    }),
  ),
  "segments[].when": shows(
    decided({ employees: 500 }),
    byPlus({ segments: [plus] }),
    byPlus({ segments: [{ ...plus, when: { employees: { gte: 600 } } }] }),
  ),
  "segments[].value": shows(
    decided({ employees: 500 }),
    byPlus({ segments: [plus] }, { value: { gte: 10 } }),
    byPlus({ segments: [{ ...plus, value: 20 }] }, { value: { gte: 10 } }),
  ),
  motion: shows(decided({ employees: 500 }), byPlus({}, selling), byPlus({ motion: [handSold] }, selling)),
  "motion[].name": shows(diff, { motion: [handSold] }, { motion: [{ ...handSold, name: "By hand" }] }),
  "motion[].when": shows(
    decided({ employees: 500 }),
    byPlus({ motion: [handSold] }, selling),
    byPlus({ motion: [{ ...handSold, when: { employees: { lt: 5 } } }] }, selling),
  ),
  "motion[].leads": shows(
    decided({ employees: 500 }),
    byPlus({ motion: [handSold] }, selling),
    byPlus({ motion: [{ ...handSold, leads: "marketing" }] }, selling),
  ),
  "sources.NAME.noCall": shows(proves, web(), web({ noCall: true })),
  crm: shows(proves, crmed({}), crmed({ crm: { ...hub, source: "web" } })),
  "crm.system": shows(proves, crmed({ crm: hub }), crmed({ crm: { ...hub, system: "salesforce" } })),
  "crm.source": shows(proves, crmed({ crm: hub }), crmed({ crm: { ...hub, source: "web" } })),
  "crm.status": shows(diff, crmed({ crm: hub }), crmed({ crm: { ...hub, status: { NEW: "attempted" } } })),
  "crm.status.NAME.reject": shows(
    diff,
    crmed({ crm: { ...hub, status: { NEW: { reject: "budget" } } } }),
    crmed({ crm: { ...hub, status: { NEW: { reject: "price" } } } }),
  ),
  "crm.status.NAME.lost": shows(
    diff,
    crmed({ crm: { ...hub, status: { NEW: { lost: "price" } } } }),
    crmed({ crm: { ...hub, status: { NEW: { lost: "time" } } } }),
  ),
  lostReasons: shows(diff, {}, { lostReasons: [lost] }),
  "lostReasons[].id": shows(diff, { lostReasons: [lost] }, { lostReasons: [{ ...lost, id: "time" }] }),
  "lostReasons[].name": shows(diff, { lostReasons: [lost] }, { lostReasons: [{ ...lost, name: "Costs" }] }),
  messages: shows(mail({ campaign: "autumn" }), {}, { messages: [calm] }),
  "messages[].id": shows(mail({ campaign: "autumn" }), { messages: [{ ...calm, id: "other" }] }, { messages: [calm] }),
  "messages[].text": shows(
    mail({ campaign: "autumn" }),
    { messages: [{ ...calm, text: "Quick" }] },
    { messages: [calm] },
  ),
  currency: shows(page, {}, { currency: "CHF" }),
  survey: within(talking, shows(surveyed, {}, { survey: { every: "4w" } })),
  "survey.every": within(talking, shows(surveyed, { survey: { every: "4w" } }, { survey: { every: "8w" } })),
  "survey.atLeast": within(
    talking,
    shows(surveyed, { survey: { every: "4w" } }, { survey: { every: "4w", atLeast: "80%" } }),
  ),
  attribution: shows(diff, {}, { attribution: { lookback: "60d" } }),
  "attribution.credit": shows(diff, { attribution: {} }, { attribution: { credit: ["linear"] } }),
  "attribution.lookback": shows(diff, { attribution: {} }, { attribution: { lookback: "60d" } }),
  commitments: shows(diff, {}, commitments("sales", {})),
  ...commitment("marketing"),
  ...commitment("sales"),
  goals: shows(checks, {}, goals({ owners: { marketing: "nobody", sales: "ana" } })),
  "goals[].name": shows(diff, goals({}), goals({ name: "Others" })),
  "goals[].measure": shows(diff, goals({}), goals({ measure: "handed-over" })),
  "goals[].per": shows(diff, goals({}), goals({ per: "week" })),
  "goals[].atLeast": shows(diff, goals({}), goals({ atLeast: 6 })),
  "goals[].atMost": shows(diff, goals({}), goals({ atMost: 9 })),
  "goals[].owners": shows(checks, goals({}), goals({ owners: { marketing: "mo", sales: "nobody" } })),
  "goals[].owners.marketing": shows(checks, goals({}), goals({ owners: { marketing: "ana", sales: "ana" } })),
  "goals[].owners.sales": shows(checks, goals({}), goals({ owners: { marketing: "mo", sales: "mo" } })),
  review: shows(diff, {}, review({})),
  "review.every": shows(diff, review({}), review({ every: "1w" })),
  "review.on": shows(diff, review({}), review({ on: "wed" })),
  "review.at": shows(diff, review({}), review({ at: "11:00" })),
  "review.with": shows(checks, review({}), review({ with: ["nobody"] })),
  "review.minutes": shows(diff, review({}), review({ minutes: 45 })),
  "review.from": shows(diff, review({}), review({ from: "2026-12-01" })),
  rideAlongs: shows(checks, {}, rideAlongs({ sales: 0 })),
  "rideAlongs.per": shows(diff, rideAlongs({}), rideAlongs({ per: "year" })),
  "rideAlongs.marketing": shows(
    diff,
    { ...talking, ...rideAlongs({}) },
    { ...talking, ...rideAlongs({ marketing: 2 }) },
  ),
  "rideAlongs.sales": shows(diff, rideAlongs({}), rideAlongs({ sales: 2 })),
  retention: shows(life(), {}, { retention: { leadDays: 30 } }),
  "retention.leadDays": shows(life(), { retention: { leadDays: 31 } }, { retention: { leadDays: 30 } }),
  "retention.deliveryDays": shows(
    async (text) => {
      const w = await world(text, { at: T });
      const kept: number[] = [];
      const keep = w.relay.store.keepDelivery;
      w.relay.store.keepDelivery = (delivery, content, options) => {
        kept.push(options.expiresAt);
        return keep(delivery, content, options);
      };
      await w.send({ name: "Jo" });
      return kept;
    },
    { retention: {} },
    { retention: { deliveryDays: 30 } },
  ),
  visibility: shows(diff, {}, { visibility: "names" }),
  reroute: within(
    {
      people: people({
        ana: {},
        ben: {},
        max: { role: "marketing" },
        sam: { manager: "vera" },
        vera: { manager: undefined },
      }),
      score: { qualified: 50, rules: [{ name: "Many", when: { employees: { gte: 100 } }, points: 60 }] },
      routing: [
        { name: "Hot", when: { score: { gte: 50 } }, to: "sales", sla: "fast" },
        { name: "Nurture", to: "max", sla: "fast" },
      ],
    },
    shows(
      life({ email: "jo@x.example" }, async (w) => {
        await w.send({ email: "jo@x.example", employees: 200 });
      }),
      {},
      { reroute: "never" },
    ),
  ),
};

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}
const root = jsonSchema() as unknown as Schema & { definitions: Record<string, Schema> };

/** Every key that can be written, by its way from the top; conditions have a language of their own. */
function keysOf(given: Schema, path: string): string[] {
  const name = given.$ref?.split("/").at(-1);
  if (name === "condition") return [];
  const schema = name === undefined ? given : root.definitions[name]!;
  const join = (key: string) => (path === "" ? key : `${path}.${key}`);
  return [
    ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap((one) => keysOf(one, path)),
    ...(schema.items ? keysOf(schema.items, `${path}[]`) : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([key, value]) => [join(key), ...keysOf(value, join(key))]),
    ...(typeof schema.additionalProperties === "object" ? keysOf(schema.additionalProperties, join("NAME")) : []),
  ];
}

describe("of every key that the schema knows", () => {
  const keys = [...new Set(keysOf(root, ""))];

  test("there is a witness", () => {
    expect(keys.length).toBeGreaterThan(150);
    expect(Object.keys(witnesses).sort()).toEqual(keys.sort());
  });

  test.each(Object.entries(witnesses))("%s matters", async (_, { before, after, seen }) => {
    const [one, other] = await Promise.all([seen(small(before)), seen(small(after))]);
    expect(other).not.toEqual(one);
  });
});
