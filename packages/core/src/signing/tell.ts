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
}

const CLOCKS = "Clocks that run then go on by the rules they began by, unless whoever applies it recalculates them.";

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
  const view: ProposalView = {
    recipient: { name: recipient.name, email: recipient.email },
    state: proposal.state,
    ...wordsOf(rulebook, proposal, to),
    ...(proposal.why !== undefined && {
      why: `${proposal.by ? `${people[proposal.by]?.name ?? proposal.by}: ` : ""}${proposal.why}`,
    }),
    changes: proposal.changes,
    findings: proposal.findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`),
    digest,
    ...(proposal.state === "open" && { link: link(subjectOf(proposal), to, now) }),
    agreementName,
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

function wordsOf(rulebook: Rulebook, proposal: Proposal, to: string): Pick<ProposalView, "headline" | "ask"> {
  const { state, version, effective, ended, lapsesAt, replaces } = proposal;
  const zone = rulebook.zone(to);
  const name = (id: string) => rulebook.agreement.people[id]?.name ?? id;
  const day = (instant: string) => formatDay(zone, Date.parse(instant));
  const emergency = version !== undefined && state === "open";
  switch (state) {
    case "open":
      return {
        headline: emergency
          ? "A change of the agreement is in force since an emergency, and waits for your signature."
          : "A change of the agreement waits for your signature.",
        ask: `${replaces === undefined ? "" : `${replaces} `}Please read it and sign by ${formatInstant(zone, Date.parse(lapsesAt))}.${
          emergency
            ? ""
            : ` Until ${waitingFor(proposal)
                .map(({ person }) => name(person))
                .join(" and ")} signed it, nothing changes. ${CLOCKS}`
        }`,
      };
    case "signed":
      return {
        headline: "Both sides have signed.",
        ask: `It comes into force ${effective === undefined ? "now" : `on ${day(effective)}`}.`,
      };
    case "inForce":
      return {
        headline: `Version ${version} is signed by both sides and in force.`,
        ask: "You need not do anything more.",
      };
    case "void":
      return {
        headline: "A proposed change of the agreement is void.",
        ask: `${ended?.why ?? ""} Whoever proposed it applies it again to the version in force.`.trim(),
      };
    case "lapsed":
      return {
        headline: "A proposed change of the agreement was not signed in time.",
        ask: emergencyLapsed(version) ?? "Nothing changes. Whoever proposed it may apply it again.",
      };
  }
}

const emergencyLapsed = (version: number | undefined): string | undefined =>
  version === undefined ? undefined : `Version ${version} stays in force, and stays unsigned.`;

/** What is shown to whoever is asked to sign; undefined when it is settled. */
export async function shownProposal(
  relay: Relay,
  digest: string,
): Promise<{ title: string; texts: string[] } | undefined> {
  const proposal = await relay.store.proposal();
  if (proposal?.digest !== digest || proposal.state !== "open") return undefined;
  const { agreement } = await relay.rulebooks.active();
  const { why, changes, findings, replaces } = proposal;
  return {
    title: `Sign “${agreement.name}”`,
    texts: [
      ...(replaces === undefined ? [] : [replaces]),
      ...(why === undefined ? [] : [`What for: ${why}`]),
      ...(changes.length > 0 ? changes : ["Nothing but how it is written."]),
      ...findings.map(({ severity, code, message }) => `Found by the proof: ${severity} ${code}, ${message}`),
      CLOCKS,
      `What you sign has the digest ${digest}.`,
    ],
  };
}

/** Throws `proposal.none` when nothing was ever proposed. */
export async function currentProposal({ store }: Pick<Relay, "store">): Promise<Proposal> {
  const found = await store.proposal();
  if (!found) throw new BatonError("proposal.none", "Nothing is proposed.", { status: 404 });
  return found;
}
