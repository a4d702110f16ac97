import { BatonError } from "@baton/core/error";
import { type Answer, type Lead, respond } from "@baton/core/lead";
import type { LeadNotice } from "@baton/core/ports";
import type { Character, Course } from "./cast.ts";
import { between, chance, pick, weighed } from "./chance.ts";
import { SENT_BACK } from "./occasions.ts";
import type { World } from "./world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** So often somebody is tried at most. */
const MOST_TRIES = 3;

/** What somebody says to a lead, but for who they are; undefined when there is nothing for them to say. */
type Saying = (lead: Lead) => Omit<Answer, "by"> | undefined;

const heard: Record<"yes" | "no" | "unsure", string[]> = {
  yes: [
    "They had seen the demo and wanted the same with their own articles.",
    "The checklist was on the table when we talked.",
    "They quoted “live in a week” back at me.",
    "Came for one list for both warehouses, exactly as the page says.",
    "Knew the price from the page and only asked about scanners.",
  ],
  no: [
    "They expected the price on the page and found a form.",
    "Thought it was a free tool.",
    "The ad said pricing; they wanted a consultant.",
    "Had asked for the recording only and was surprised by a call.",
  ],
  unsure: ["A colleague had filled in the form.", "Could not remember what they had asked for."],
};
const notes: Record<string, string[]> = {
  "not-a-fit": [
    "Three people and a garage.",
    "They sell services, there is no stock.",
    "Looking for a job, not for software.",
  ],
  "bad-data": ["The number is a fax.", "The mail came back.", "Nobody of this name works there."],
  "too-early": ["New budget in January.", "They move first, then they talk.", "Wait for the new head of logistics."],
  unreachable: ["Three tries, always the mailbox.", "Reception does not put me through."],
  duplicate: ["Same project as a colleague’s.", "We are in talks already."],
};

/** What a deal of a company is worth, EUR. */
const worth = ({ n, employees }: Character): number => {
  const [least, most] = employees >= 500 ? [18_000, 90_000] : employees >= 50 ? [5_000, 24_000] : [900, 5_000];
  return Math.round(between(`${n} worth`, least!, most!) / 50) * 50;
};

/** Reps and whoever answers requests: they act when they are told, at work, and most of them in time. */
export function answering(world: World, characterOf: (lead: Lead) => Character | undefined) {
  const { relay, rulebook } = world;

  /** Says something in the name of whoever has the lead then, as soon as they are at work, and goes on from there. */
  const say = (at: number, id: string, what: Saying, then?: (lead: Lead) => void): void =>
    world.at(at, async () => {
      const lead = await relay.store.lead(id);
      if (!lead || lead.owner === null) return;
      const now = world.now();
      const time = rulebook.workingTime(lead.owner);
      if (!time.works(now)) {
        say(
          time.nextOpening(now) + between(`${lead.fields.email} ${lead.noticeCount}`, 4, 25) * MINUTE,
          id,
          what,
          then,
        );
        return;
      }
      const answer = what(lead);
      if (!answer) return;
      try {
        const said = await respond(relay, id, { ...answer, by: lead.owner });
        then?.(said.lead);
      } catch (error) {
        // Somebody was faster, or it is too late for this.
        if (!(error instanceof BatonError)) throw error;
      }
    });

  /** An instant in the window that runs, or past it, as a share of its working time. */
  const inWindow = (lead: Lead, share: number): number => {
    const { clock, owner } = lead;
    const now = world.now();
    if (!clock || owner === null) return now + share * 2 * HOUR;
    const time = rulebook.workingTime(owner);
    const length = Math.max(10 * MINUTE, time.elapsed(now, Date.parse(clock.respondBy)));
    return time.due(now, share * length);
  };
  const workedLater = (lead: Lead, hours: number): number =>
    rulebook.workingTime(lead.owner ?? rulebook.topManager!).due(world.now(), hours * HOUR);

  const reject = (name: string, reason: string): Omit<Answer, "by"> => ({
    action: "reject",
    reason,
    ...(chance(`${name} note`) < 0.8 && { note: pick(`${name} which note`, notes[reason]!) }),
  });

  /** Whoever was reached: what it becomes, days later. */
  const afterContact = (who: Character, lead: Lead): void => {
    const { n } = who;
    if (chance(`${n} feedback`) < 0.4) {
      const promise = weighed(`${n} promise`, { yes: 66, no: 20, unsure: 14 });
      const said = pick(`${n} said`, heard[promise]);
      say(world.now() + 2 * MINUTE, lead.id, () => ({ action: "feedback", promise, said }));
    }
    const end = weighed(`${n} end`, { opportunity: 50, "not-a-fit": 17, "too-early": 14, duplicate: 4, silent: 15 });
    const at = workedLater(lead, between(`${n} end at`, 1, 26));
    const amount = String(worth(who));
    const deal = `D-${1000 + n}`;
    if (end === "opportunity")
      say(
        at,
        lead.id,
        () => ({ action: "outcome", reason: "opportunity", amount, currency: "EUR", deal }),
        ({ id }) => close(who, id, deal, amount),
      );
    else if (end !== "silent") say(at, lead.id, () => reject(`${n}`, end));
  };

  /** How a deal ends: told on the lead's page, or by the CRM. */
  const close = ({ n, email }: Character, id: string, deal: string, amount: string): void => {
    const end = weighed(`${n} deal`, { won: 48, lost: 30, open: 22 });
    if (end === "open") return;
    const reason = weighed(`${n} lost`, { price: 45, competitor: 30, "no-decision": 25 });
    const at = world.now() + between(`${n} decides`, 2, 13) * DAY;
    if (chance(`${n} tells`) < 0.5)
      say(at, id, () =>
        end === "won"
          ? { action: "outcome", reason: "won", amount, currency: "EUR", deal }
          : { action: "outcome", reason: "lost", lost: reason, deal },
      );
    else
      world.at(at, async () => {
        const said = { deal, person: { email }, state: end, at: new Date(world.now()).toISOString() };
        await world.api(
          "POST",
          "/outcomes",
          end === "won" ? { ...said, amount, currency: "EUR" } : { ...said, reason },
        );
      });
  };

  const contact = (who: Character, lead: Lead, share: number): void =>
    say(
      inWindow(lead, share),
      lead.id,
      ({ stage }) => (stage === "contact" ? { action: "contacted" } : undefined),
      (after) => afterContact(who, after),
    );

  /** Tries until somebody answers, or it is enough. */
  const tryAgain = (who: Character, lead: Lead, tries: number): void => {
    const { n } = who;
    if (tries > MOST_TRIES) return;
    if (tries < 2 || chance(`${n} ${tries} no answer`) < 0.4)
      say(
        inWindow(lead, between(`${n} try ${tries}`, 0.15, 0.8)),
        lead.id,
        () => ({ action: "attempted", channel: pick(`${n} by ${tries}`, ["call", "call", "email"]) }),
        (after) => tryAgain(who, after, tries + 1),
      );
    else if (chance(`${n} reached`) < 0.6) contact(who, lead, 0.5);
    else say(workedLater(lead, 5), lead.id, () => reject(`${n}`, "unreachable"));
  };

  const begin = (who: Character, lead: Lead): void => {
    const { n } = who;
    const contacts: Partial<Record<Course, number>> = {
      prompt: between(`${n} share`, 0.08, 0.8),
      accepted: 0.95,
      late: between(`${n} share`, 1.1, 1.6),
    };
    const share = contacts[who.course];
    if (who.course === "accepted") say(inWindow(lead, 0.4), lead.id, () => ({ action: "accept" }));
    if (share !== undefined) contact(who, lead, share);
    else if (who.course === "tried") tryAgain(who, lead, 1);
    else if (who.course === "refused") {
      const reason = weighed(`${n} reason`, { "not-a-fit": 45, "bad-data": 35, duplicate: 8, "too-early": 12 });
      say(inWindow(lead, 0.5), lead.id, () => reject(`${n}`, reason));
    }
  };

  /** A request: mostly answered in time, sometimes late, sometimes not what was asked. */
  const answerRequest = (request: Lead, round: number): void => {
    const { kind, text } = request.request!;
    const name = `request ${kind} ${text} ${round}`;
    const share = weighed(name, { early: 66, late: 18, never: 6 });
    if (share === "never" && round === 1) return;
    const at = inWindow(request, share === "late" ? 1.3 : between(`${name} share`, 0.1, 0.9));
    const note = pick(
      `${name} note`,
      {
        "data-fix": [
          "The switchboard is right, ask for logistics.",
          "She has left; her successor is copied in the mail.",
        ],
        "case-study": ["The one of Harborline fits: same size, same scanners.", "Two pages, in the folder."],
        quote: ["They agree, with name and picture.", "Anonymously, yes."],
        "is-this-true": [
          "Yes, three of my last five say it like this.",
          "Not in Spain: there they ask about the shop first.",
        ],
      }[kind] ?? ["Done."],
    );
    say(
      at,
      request.id,
      () => ({ action: "answer", note }),
      (answered) => {
        if (round > 1 || chance(`${name} returned`) > 0.22) return;
        const { by } = answered.request!;
        world.at(workedLater(answered, 2), async () => {
          await respond(relay, answered.id, {
            action: "return",
            by,
            note: "That is not what I asked: I need it in German.",
          }).catch(() => {});
        });
      },
    );
  };

  /** What the mail of a notice has somebody do. */
  return async function read({ lead: id, notice: noticeId }: LeadNotice): Promise<void> {
    const lead = await relay.store.lead(id);
    const kind = noticeId.slice(noticeId.lastIndexOf(".") + 1);
    if (!lead || lead.closed) return;
    if (lead.request) {
      if (lead.request.text === SENT_BACK) return;
      if (kind === "1") answerRequest(lead, 1);
      else if (lead.request.returnedAt !== undefined && lead.request.answer !== undefined) answerRequest(lead, 2);
      return;
    }
    const who = characterOf(lead);
    if (!who) return;
    if (kind === "1") begin(who, lead);
    // Whoever has it now, or has it back, calls.
    else if (lead.stage === "contact" && (lead.responses.at(-1)?.action === "reject" || isPassedOn(lead)))
      contact(who, lead, between(`${who.n} second share`, 0.1, 0.7));
  };
}

const isPassedOn = ({ owners, responses }: Lead): boolean => owners.length > 1 && responses.length === 0;
