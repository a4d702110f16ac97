import { type Language, type Words, wordsIn } from "@baton/words";
import { BatonError } from "../error/index.ts";
import type { PostMail, ProposalNotice } from "../ports/notices.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDay, formatInstant } from "../zone/index.ts";
import { concerned, edit } from "./change.ts";
import { type Proposal, waitingFor } from "./model.ts";
import { subjectOf } from "./signers.ts";

/** Everything a template needs to tell somebody of a proposal. */
export interface ProposalView {
  recipient: { name: string; email: string };
  state: Proposal["state"];
  headline: string;
  /** What is asked of them, or that nothing is. */
  ask: string;
  why?: string;
  changes: string[];
  findings: string[];
  /** What a signature is of. */
  digest: string;
  /** Where they sign; absent when nothing is to be signed. */
  link?: string;
  agreementName: string;
  /** What the recipient reads; English, where it is not said. */
  language?: Language;
}

/** While a process sends a mail, others leave it alone for this long. */
const CLAIM_MS = 60_000;

/** Tells somebody of the state of a proposal, once. */
export async function tellOfProposal(
  relay: Relay,
  { post, link }: { post: PostMail<ProposalView>; link(subject: string, person: string, now: number): string },
  { proposal: digest, to }: ProposalNotice,
): Promise<void> {
  const { store, time, log } = relay;
  const now = time.now();
  const proposal = await store.proposal();
  const rulebook = await relay.rulebooks.active();
  const recipient = rulebook.agreement.people[to];
  if (proposal?.digest !== digest || proposal.told.includes(to) || !recipient) return;
  if (!concerned(rulebook, proposal, now).includes(to)) return;
  const done = () => noteTold(relay, proposal, to);
  if (await store.addressMark(recipient.email)) {
    log("error", "somebody is not told of a proposal, as their address refuses mail", { proposal: digest, to });
    return done();
  }
  const minute = proposal.ended?.at ?? proposal.at;
  const id = `proposal.${digest}.${proposal.state}.${to}`;
  const batch = { to, kind: "proposal" as const, minute };
  if (!(await store.claimNotice(batch, { lead: id, notice: id }, { now, until: now + CLAIM_MS }))) return;
  const { people, name: agreementName } = rulebook.agreement;
  const words = await wordsIn(rulebook.language(to));
  const view: ProposalView = {
    recipient: { name: recipient.name, email: recipient.email },
    state: proposal.state,
    ...wordsOf(rulebook, proposal, to, words),
    ...(proposal.why !== undefined && {
      why: `${proposal.by ? `${people[proposal.by]?.name ?? proposal.by}: ` : ""}${proposal.why}`,
    }),
    changes: proposal.changes,
    findings: proposal.findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
    digest,
    ...(proposal.state === "open" && { link: link(subjectOf(proposal), to, now) }),
    agreementName,
    language: words.language,
  };
  try {
    await post(view, { id, to, at: now });
  } catch (error) {
    await store.giveUpNotice(batch, id);
    throw error;
  }
  await done();
}

const noteTold = async (relay: Relay, { digest, state }: Proposal, to: string): Promise<void> => {
  await edit(relay, digest, (draft) => {
    const { proposal } = draft;
    if (proposal.state === state && !proposal.told.includes(to))
      draft.proposal = { ...proposal, told: [...proposal.told, to] };
  });
};

function wordsOf(
  rulebook: Rulebook,
  proposal: Proposal,
  to: string,
  { say, language }: Words,
): Pick<ProposalView, "headline" | "ask"> {
  const { state, version, effective, ended } = proposal;
  const zone = rulebook.zone(to);
  switch (state) {
    case "open":
      return open(rulebook, proposal, to, { say, language });
    case "signed": {
      const day = effective === undefined ? undefined : formatDay(zone, Date.parse(effective), language);
      return {
        headline: say("proposal.bothSigned"),
        ask: day === undefined ? say("proposal.inForceNow") : say("proposal.inForceOn", { day }),
      };
    }
    case "inForce":
      return { headline: say("proposal.inForce", { version: version ?? "" }), ask: say("request.nothingMore") };
    case "void":
      return { headline: say("proposal.void"), ask: [ended?.why, say("proposal.voidAsk")].filter(Boolean).join(" ") };
    case "lapsed":
      return {
        headline: say("proposal.lapsed"),
        ask: version === undefined ? say("proposal.lapsedAsk") : say("proposal.lapsedEmergency", { version }),
      };
  }
}

function open(
  rulebook: Rulebook,
  proposal: Proposal,
  to: string,
  { say, language }: Words,
): Pick<ProposalView, "headline" | "ask"> {
  const { version, lapsesAt, replaces } = proposal;
  const emergency = version !== undefined;
  const people = waitingFor(proposal).map(({ person }) => rulebook.agreement.people[person]?.name ?? person);
  const names = people.reduce((first, second) => (first === "" ? second : say("week.and", { first, second })), "");
  const until = formatInstant(rulebook.zone(to), Date.parse(lapsesAt), { language });
  return {
    headline: say(emergency ? "proposal.emergency" : "proposal.waits"),
    ask: [
      ...(replaces === undefined ? [] : [replaces]),
      say("proposal.readAndSign", { until }),
      ...(emergency ? [] : [say("proposal.until", { names }), say("proposal.clocks")]),
    ].join(" "),
  };
}

/** What is shown to whoever is asked to sign; undefined when it is settled. */
export async function shownProposal(
  relay: Relay,
  digest: string,
  { say }: Words,
): Promise<{ title: string; texts: string[] } | undefined> {
  const proposal = await relay.store.proposal();
  if (proposal?.digest !== digest || proposal.state !== "open") return undefined;
  const { agreement } = await relay.rulebooks.active();
  const { why, changes, findings, replaces } = proposal;
  return {
    title: say("proposal.sign", { agreement: agreement.name }),
    texts: [
      ...(replaces === undefined ? [] : [replaces]),
      ...(why === undefined ? [] : [say("proposal.whatFor", { why })]),
      ...(changes.length > 0 ? changes : [say("proposal.onlyWritten")]),
      ...findings.map(({ severity, code, message }) => say("proposal.found", { severity, code, message })),
      say("proposal.clocks"),
      say("proposal.digestOf", { digest }),
    ],
  };
}

/** Throws `proposal.none` when nothing was ever proposed. */
export async function currentProposal({ store }: Pick<Relay, "store">): Promise<Proposal> {
  const found = await store.proposal();
  if (!found) throw new BatonError("proposal.none", "Nothing is proposed.", { status: 404 });
  return found;
}
