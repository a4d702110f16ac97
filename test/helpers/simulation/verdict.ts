import { deliveryId } from "@baton/core/delivery";
import { add, dueAt, type Lead, replayDecision, rowsOf, type Tally, unnoted } from "@baton/core/lead";
import type { Store } from "@baton/core/ports";
import { teamRotation } from "@baton/core/rules";
import type { DueEntry } from "./due-index.ts";
import type { Ledger, Mail } from "./ledger.ts";
import { type Plan, versionOf } from "./plan.ts";
import { type Arrival, SOURCE } from "./provider.ts";

/** What became due this shortly before the end may still be on its way. */
const RECENT_MS = 120_000;

interface Run {
  inner: Store;
  ledger: Ledger;
  plan: Plan;
  accepted: ReadonlySet<string>;
  arrivals: Arrival[];
  /** What the due index holds for before the end. */
  undone: DueEntry[];
}

/** What must hold once faults have stopped and the sweep has run. */
export async function judge(run: Run): Promise<void> {
  const { ledger, plan } = run;
  await nothingLost(run);
  const mails = Map.groupBy(ledger.mails, ({ lead }) => lead);
  const settled = plan.end - RECENT_MS;
  for (const lead of ledger.leads.values()) {
    if (Date.parse(lead.owners.at(-1)?.from ?? lead.decision.at) < settled) owned(run, lead, mails.get(lead.id) ?? []);
    timed(run, lead, settled);
  }
  oneRaceEach(run);
  await loadsAdd(run);
  await explained(run);
  await noFactMissing(run);
  await answersKept(run);
  if (plan.constant) for (const team of Object.keys(plan.rulebook.agreement.teams)) fair(run, team);
}

/** P1 and P2: whatever was posted was taken, and made one lead or became part of one. */
async function nothingLost({ inner, ledger, plan, accepted, arrivals, undone }: Run): Promise<void> {
  for (const { name, at, found } of arrivals) {
    if (at > plan.end - RECENT_MS) continue;
    if (!accepted.has(name)) ledger.problem("P1", `${name} was never taken.`);
    const kept = await inner.delivery(deliveryId(SOURCE, { id: name }));
    const { outcome = "nothing", leads = [] } = kept?.delivery ?? {};
    if (["pending", "nothing", "quarantined"].includes(outcome)) ledger.problem("P1", `${name} is ${outcome}.`);
    else if (found[0]!.kind === "lead" && (leads.length !== 1 || !ledger.leads.has(leads[0]!)))
      ledger.problem("P2", `${name} is ${outcome} and has ${leads.length} leads.`);
  }
  for (const { kind, id, at } of undone)
    if (at < plan.end - RECENT_MS)
      ledger.problem("P4", `the ${kind} ${ledger.name(id)} has been due since ${new Date(at).toISOString()}.`);
}

/** P3: who has a lead knows it, and who had it knows that it is gone; of one that nobody has and that has no wait before it, the manager knows. */
function owned({ ledger, plan }: Run, { id, owner, responses, waiting }: Lead, mails: Mail[]): void {
  const name = ledger.name(id);
  const { topManager } = plan.rulebook;
  if (owner === null && !waiting && !mails.some(({ kind, to }) => kind === "unowned" && to === topManager))
    ledger.problem("P3", `${name} is nobody's, and ${topManager} does not know.`);
  const believers = new Set<string>();
  for (const { kind, to } of mails.toSorted((a, b) => a.readAt - b.readAt)) {
    if (kind === "handover" || kind === "reassigned-to") believers.add(to);
    if (kind === "reassigned-from") believers.delete(to);
  }
  const gave = (person: string, to?: string) =>
    responses.some(
      ({ action, by, to: given, reason }) =>
        by === person &&
        ((action === "reassign" && (!to || given === to)) ||
          (action === "claim" && to !== undefined) ||
          (action === "outcome" && reason === "opportunity" && to === undefined)),
    );
  if (owner !== null && !believers.has(owner) && !gave(owner, owner))
    ledger.problem("P3", `${name} is ${owner}'s, who does not know.`);
  for (const person of believers)
    if (person !== owner && !gave(person))
      ledger.problem("P3", `${name} is ${owner}'s, and ${person} believes to have it.`);
}

/** P4: nothing that is due waits, and every open lead has something that will be due. */
function timed({ ledger }: Run, lead: Lead, settled: number): void {
  const name = ledger.name(lead.id);
  for (const { at, state, do: what } of lead.clock?.steps ?? [])
    if (state === "pending" && Date.parse(at) < settled)
      ledger.problem("P4", `${name} still has to ${what}, due ${at}.`);
  for (const { window, at } of unnoted(lead))
    if (at < settled) ledger.problem("P4", `nobody noted that window ${window} of ${name} ended.`);
  for (const { kind, to, at, heldUntil } of lead.notices)
    if (Date.parse(heldUntil ?? at) < settled) ledger.problem("P4", `${kind} of ${name} to ${to} was never mailed.`);
  if (!lead.closed && dueAt(lead) === undefined) ledger.problem("P4", `${name} is open, and nothing will ever be due.`);
}

/** P5: with the agreement of its version, every decision is made again from its receipt alone, bit for bit. */
async function explained({ ledger, plan }: Run): Promise<void> {
  for (const lead of ledger.leads.values()) {
    const { id, decision } = lead;
    // Nothing is decided of a request but who answers it.
    if (lead.request) continue;
    const { waited: _waited, ...kept } = decision;
    const again = await replayDecision(versionOf(plan, kept.version), lead);
    if (JSON.stringify(again) !== JSON.stringify(kept))
      ledger.problem("P5", `${ledger.name(id)} is decided otherwise from its receipt: ${JSON.stringify(again)}`);
  }
}

/** What somebody was told to have answered to a question is what is stored. */
async function answersKept({ inner, ledger }: Run): Promise<void> {
  for (const { subject, person, text } of ledger.said.values()) {
    const { answer } = (await inner.ask(subject, person)) ?? {};
    if (answer?.text !== text) ledger.problem("asks", `${person} answered ${text} to ${subject}, not ${answer?.text}.`);
  }
}

/** No fact is missing or double: what is stored adds up to the lead, and to the rows that there are. */
async function noFactMissing({ inner, ledger }: Run): Promise<void> {
  const places = new Set<string>();
  for (const lead of ledger.leads.values()) {
    const facts = (await inner.facts(lead.id)).flatMap((entry) => entry.facts);
    const tally = facts.reduce<Tally | undefined>(add, undefined);
    if (JSON.stringify(tally) !== JSON.stringify(lead.tally))
      ledger.problem("facts", `the stored facts of ${ledger.name(lead.id)} do not add up to it.`);
    for (const { day, key } of rowsOf(lead.id, lead.tally)) places.add(`${day} ${key}`);
  }
  if (places.size !== ledger.rows.size) ledger.problem("rows", `${ledger.rows.size - places.size} rows are nobody's.`);
}

/** P2: a person has one race at a time. */
function oneRaceEach({ ledger }: Run): void {
  const open = [...ledger.leads.values()].filter(({ closed, request }) => !closed && !request);
  for (const [email, leads] of Map.groupBy(open, ({ fields }) => fields.email))
    if (leads.length > 1)
      ledger.problem("P2", `${email} has open leads: ${leads.map(({ id }) => ledger.name(id)).join(", ")}.`);
}

/** Everybody's load is what they have: nothing is reserved for ever, nothing given back twice. */
async function loadsAdd({ inner, ledger, plan }: Run): Promise<void> {
  const counted = [...plan.rulebook.counted];
  const loads = await inner.loads(counted);
  for (const who of counted) {
    const has = [...ledger.leads.values()].filter(
      (lead) => (lead.counted && lead.owner === who) || lead.countedTeam === who,
    ).length;
    if (loads[who]!.open !== has)
      ledger.problem("load", `${who} has ${has} open leads and a load of ${loads[who]!.open}.`);
  }
}

/**
 * P6: no window of consecutive turns is two or more off a member's share. Turns that a crash cost might have been
 * anybody's.
 */
function fair({ ledger, plan }: Run, team: string): void {
  const owners = new Map<number, string>();
  for (const { id, decision, owners: had } of ledger.leads.values()) {
    const turn = decision.turns[teamRotation(team)]?.seq;
    if (turn === undefined) continue;
    if (owners.has(turn)) ledger.problem("P6", `turn ${turn} of ${team} is used twice, for ${ledger.name(id)} too.`);
    owners.set(turn, had[0]!.person);
  }
  const { members } = plan.rulebook.agreement.teams[team]!;
  const places = members.reduce((sum, { weight }) => sum + weight, 0);
  for (const { person, weight } of members) {
    // How far beyond its share a member is at most, and at least, after each turn since the best or worst one before.
    let [most, least] = [0, 0];
    for (let turn = 1; turn <= Math.max(0, ...owners.keys()); turn++) {
      const owner = owners.get(turn);
      most = Math.max(0, most) + (owner === person ? 1 : 0) - weight / places;
      least = Math.min(0, least) + (owner === person || owner === undefined ? 1 : 0) - weight / places;
      if (most >= 2 || least <= -2)
        ledger.problem("P6", `at turn ${turn} of ${team} ${person} is ${most >= 2 ? most : least} off their share.`);
    }
  }
}
