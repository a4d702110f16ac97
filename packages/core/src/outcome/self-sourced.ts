import { createHash, randomUUID } from "node:crypto";
import { sideOf } from "../agreement/side.ts";
import { start } from "../clock/index.ts";
import { BatonError } from "../error/index.ts";
import { kindOf } from "../facts/codes.ts";
import { sortableId } from "../ids/index.ts";
import { keptBy, noteReceipt } from "../intake/new-lead.ts";
import { policyFor } from "../lead/answers/pull.ts";
import { assign, HELD } from "../lead/assign.ts";
import { dispatch } from "../lead/change/dispatch.ts";
import { begin } from "../lead/change/draft.ts";
import { commit } from "../lead/change/edit.ts";
import { unlimited } from "../lead/change/load.ts";
import { noteDecision, receipt } from "../lead/decision.ts";
import { displayName, type Lead } from "../lead/lead.ts";
import { startWindow, zoneOf } from "../lead/stages.ts";
import { subjectOf } from "../lead/subject.ts";
import { identify, readFields } from "../person/identify.ts";
import { seenAgain } from "../person/person.ts";
import { touchesOfPerson } from "../person/touches.ts";
import type { Relay } from "../ports/relay.ts";
import { judge } from "../rules/judge.ts";

/** What is said to be the source of leads that somebody of sales found. */
export const SELF_SOURCED = "self-sourced";
const ATTEMPTS = 8;

/** A lead that somebody of ours found. */
export interface Found {
  /** Whose it is: a person of the agreement. */
  by: string;
  /** Lead fields, as a source would give them. */
  fields: Record<string, unknown>;
  note?: string | undefined;
  /** The lead's id, where it may be told of again. */
  id?: string;
  /** Refuses whoever had a lead before. */
  only?: "unknown";
}

/**
 * Makes a lead that somebody of sales found theirs, without a turn, a mail or a window for a contact. Throws `lead.by` for nobody of the
 * agreement, `lead.fields` where nothing says who it is, and `lead.open` where somebody has them open, who is named.
 */
export async function addSelfSourced(relay: Relay, { by, fields, note: said, id: given, only }: Found): Promise<Lead> {
  for (let attempt = 1; ; attempt++) {
    const rulebook = await relay.rulebooks.active();
    const { agreement } = rulebook;
    if (!Object.hasOwn(agreement.people, by))
      throw new BatonError("lead.by", `"${by}" is nobody of the agreement.`, { status: 422 });
    const typed = await readFields(rulebook, SELF_SOURCED, fields);
    if (!["name", "email", "phone", "company"].some((name) => typed.fields[name] !== undefined))
      throw new BatonError("lead.fields", "Please say who it is: a name, an e-mail address, a number or a company.", {
        status: 422,
      });
    const met = await identify(relay, rulebook, typed);
    await refuseOpen(relay, met.person?.lead);
    if (only === "unknown" && met.person?.lead !== undefined)
      throw new BatonError("lead.known", "This person has asked before.", { status: 409 });
    const now = relay.time.now();
    const createdAt = new Date(now).toISOString();
    const touches = await touchesOfPerson(relay.store, met.person);
    const known = {
      source: SELF_SOURCED,
      test: false,
      receivedAt: now,
      person: { known: met.person?.known ?? false },
      account: met.known.account,
      touches,
    };
    const ruling = await judge(rulebook, typed.fields, known, now);
    const team = Object.keys(agreement.teams).find((name) =>
      agreement.teams[name]!.members.some(({ person }) => person === by),
    );
    const choice = { owner: by, team: team ?? null, candidates: [], turns: {}, seen: {} };
    const policy = policyFor(rulebook, by);
    const becomes = seenAgain(met, { at: createdAt });
    const entropy = createHash("sha256").update(randomUUID()).digest();
    const id = given ?? sortableId("lead", now, entropy);
    const draft = begin(
      undefined,
      {
        id,
        source: SELF_SOURCED,
        provider: SELF_SOURCED,
        delivery: `dlv_${entropy.subarray(0, 16).toString("hex")}`,
        test: false,
        fields: typed.fields,
        extra: typed.extra,
        ...(met.identities.length > 0 && {
          person: { id: becomes.person.id, known: known.person.known, identities: becomes.person.identities },
        }),
        ...(touches.length > 0 && { touched: true }),
        ...(met.person?.lead !== undefined && { previous: met.person.lead }),
        createdAt,
        score: ruling.score,
        decision: {
          ...receipt(rulebook, { known, ...ruling, route: undefined, choice }, now),
          policy: policy ?? null,
          team: team ?? null,
        },
        owner: null,
        owners: [],
        stage: HELD,
        responses: [],
        notices: [],
        noticeCount: 0,
        counted: false,
        ...keptBy(agreement),
      },
      now,
    );
    const { lead } = draft;
    lead.subject = subjectOf(rulebook, lead);
    noteReceipt(draft, agreement, touches, by);
    noteDecision(rulebook, draft);
    assign(rulebook, draft, { to: by, by, how: "taken", loads: unlimited(rulebook, lead, by), note: said });
    const stages = policy === undefined ? [] : (agreement.sla[policy]?.stages ?? []);
    const disposition = stages.find(({ name }) => kindOf(name) === "disposition");
    if (policy !== undefined && disposition)
      startWindow(
        rulebook,
        draft,
        start(rulebook, { policy, stage: disposition, holder: by, zone: zoneOf(rulebook, lead), at: now }),
      );
    if (met.identities.length > 0) draft.person = seenAgain(met, { at: createdAt, known: true, lead: id, owner: by });
    const result = await commit(relay, draft);
    if (result === "done") {
      await dispatch(relay, draft);
      return lead;
    }
    if (attempt === ATTEMPTS)
      throw new BatonError("lead.busy", "Somebody else is changing this person right now. Please try again.", {
        status: 503,
      });
  }

  async function refuseOpen({ store, rulebooks }: Relay, lead: string | undefined): Promise<void> {
    const last = lead === undefined ? undefined : await store.lead(lead);
    if (!last || last.closed) return;
    const { people } = (await rulebooks.active()).agreement;
    const who = last.owner === null ? "nobody yet" : (people[last.owner]?.name ?? last.owner);
    throw new BatonError("lead.open", `${displayName(last)} has an open lead already, which is with ${who}.`, {
      status: 409,
      details: { lead: last.id, owner: last.owner, side: sideOf({ people }, last.owner) },
    });
  }
}
