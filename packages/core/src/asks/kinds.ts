import type { Judgement } from "../facts/codes.ts";
import { readFacts } from "../facts/facts.ts";
import { edit } from "../lead/change/edit.ts";
import { winOf } from "../lead/deals/win.ts";
import { displayName } from "../lead/lead.ts";
import { judgeRejection } from "../lead/rejection.ts";
import { rulesOf } from "../lead/rules-of.ts";
import { timeline } from "../lead/timeline.ts";
import type { Relay } from "../ports/relay.ts";
import { expectWord } from "../ride-alongs/note.ts";
import { rideAlongOf } from "../ride-alongs/subjects.ts";
import { showInvitation, showRecollection } from "../ride-alongs/words.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { sign } from "../signing/sign.ts";
import { shownProposal } from "../signing/tell.ts";
import { advanceSurvey } from "../survey/run.ts";
import { formatDay } from "../zone/index.ts";
import type { Ask, ShownAsk } from "./model.ts";

/** A kind of question, by the first part of its subject. */
interface AskKind {
  /** Undefined where there is nothing to ask any more. */
  show(relay: Relay, rulebook: Rulebook, ask: Ask, about: string[]): Promise<ShownAsk | undefined>;
  /** What an answer does besides being kept. */
  answered?(relay: Relay, ask: Ask, about: string[]): Promise<void>;
}

const IN_A_SENTENCE = "Answer in a sentence";

const campaignName = async ({ store }: Relay, id: string): Promise<string> =>
  (await store.campaigns()).find((campaign) => campaign.id === id)?.name ?? id;

const kinds: Record<string, AskKind> = {
  /** What marketing wants to know of sales before a campaign starts: `campaign/ID`. */
  campaign: {
    show: async (relay, _rulebook, { question }, [id = ""]) => ({
      title: `A question about “${await campaignName(relay, id)}”`,
      texts: [question],
      label: IN_A_SENTENCE,
    }),
  },

  /** What marketing did with the answers to that: `used/ID`. */
  used: {
    show: async (relay, _rulebook, { question, tell = [] }, [id = ""]) => ({
      title: `“${await campaignName(relay, id)}”: what sales answered`,
      texts: [`${question} What did you do with it? Your sentence goes back to ${people(tell.length)} who answered.`],
      label: IN_A_SENTENCE,
    }),
  },

  /** What marketing makes of what sales said of a campaign's leads in a month: `voice/ID/2026-11`. */
  voice: {
    show: async (relay, _rulebook, { tell = [] }, [id = ""]) => ({
      title: `“${await campaignName(relay, id)}”: what sales heard last month`,
      texts: [`What do you make of it? Your sentence goes back to ${people(tell.length)} who told you.`],
      label: IN_A_SENTENCE,
    }),
  },

  /** Whether a rejection stands that marketing asked to look at together: `rejection/LEAD`. */
  rejection: {
    async show(relay, rulebook, { person }, [id = ""]) {
      const lead = await relay.store.lead(id);
      if (!lead || lead.forgottenAt !== undefined || lead.tally.closed?.review?.is !== "marked") return undefined;
      const facts = readFacts(id, await relay.store.facts(id));
      const lines = timeline(rulebook, lead, facts, rulebook.zone(person));
      const said = lines.filter(({ is }) => is === "lead.closed" || is === "rejection.marked").map(({ text }) => text);
      return {
        title: `Worth looking at together: ${displayName(lead)}`,
        texts: [...said.slice(-2), "Where both sides say the same, that counts; where they differ, it counts nowhere."],
        label: "Say what you think",
      };
    },
    async answered(relay, { person, answer }, [id = ""]) {
      await edit(relay, id, (draft) => judgeRejection(draft, person, answer!.text as Judgement));
    },
  },

  /** That a deal was won, with how it came about: `win/LEAD/0`, by its place among the lead's deals. */
  win: {
    async show(relay, _rulebook, { person }, [id = "", place = ""]) {
      const lead = await relay.store.lead(id);
      const win = lead && (await winOf(relay, await rulesOf(relay, lead), lead, Number(place), person));
      return win && { title: `Won: ${win.title}`, texts: [win.way], label: "Say thank you" };
    },
  },

  /** A change of the agreement, to be signed: `sign/DIGEST/1795000000000`. */
  sign: {
    async show(relay, _rulebook, _ask, [digest = ""]) {
      const shown = await shownProposal(relay, digest);
      return shown && { ...shown, label: "Read it and sign" };
    },
    async answered(relay, { person }, [digest = ""]) {
      await sign(relay, digest, person);
    },
  },

  /** Whether the other side kept a promise in a period: `judged/marketing/2026-11/Good briefs`. */
  judged: {
    show: async (_relay, _rulebook, _ask, [side = "", period = "", ...name]) => ({
      title: `${period}: did ${side} keep “${name.join("/")}”?`,
      texts: [
        "You say it for your side, and it stands in the balance sheet. Said again, it counts as it was said last.",
      ],
      label: "Say whether it was kept",
    }),
  },

  /** What somebody says of what is sold: `survey/ID`. */
  survey: {
    async show({ store, time }, rulebook, { person }, [id = ""]) {
      const survey = await store.survey(id);
      if (!survey || Date.parse(survey.closesAt) <= time.now()) return undefined;
      return {
        title: "What do we say of what we sell?",
        texts: [
          "Up to three things, in your own words, as you say them to a customer. What you leave empty counts as nothing said.",
          `Nobody is told who said what, and both sides' words are put together without names. Open until ${formatDay(rulebook.zone(person), Date.parse(survey.closesAt))}.`,
        ],
        label: "Say it in a minute",
      };
    },
    answered: (relay, _ask, [id = ""]) => advanceSurvey(relay, id),
  },

  /** Which wordings of both sides mean the same: `wordings/ID/sales`. */
  wordings: {
    async show({ store }, _rulebook, { fields = [] }, [id = ""]) {
      const survey = await store.survey(id);
      if (!survey || survey.result) return undefined;
      return {
        title: "Which of these mean the same?",
        texts: [
          `${fields.length === 1 ? "One wording" : `${fields.length} wordings`} of what is sold, as both sides said them, without names and in no order.`,
          survey.messages.length > 0
            ? "Say of each which of the agreed messages it says, if any."
            : "Give those the same letter that mean the same.",
          "One person of the other side does this too, and neither of you sees what the other says: what you differ on counts as something else.",
        ],
        label: "Put them together",
      };
    },
    answered: (relay, _ask, [id = ""]) => advanceSurvey(relay, id),
  },

  /** Whether somebody comes along to a meeting or a campaign of the other side: `ride/call/2026-12-02T09:00:00.000Z/LEAD/mo`. */
  ride: {
    show: showInvitation,
    async answered(relay, ask) {
      if (ask.answer!.text === "yes") await expectWord(relay, rideAlongOf(ask)!);
    },
  },

  /** How it was, and what they learned: `rode/call/2026-12-02T09:00:00.000Z/LEAD/ana`. */
  rode: { show: showRecollection },

  /** Which collateral somebody used in a quarter: `collateral/2026-Q4`. */
  collateral: {
    show: async (_relay, _rulebook, { question }) => ({
      title: "Which of these did you use?",
      texts: [question],
      label: "Tick what you used",
    }),
  },
};

const people = (n: number): string => (n === 1 ? "the one" : `the ${n}`);

function kindOf({ subject }: Ask): { kind: AskKind | undefined; about: string[] } {
  const [name = "", ...about] = subject.split("/");
  return { kind: Object.hasOwn(kinds, name) ? kinds[name] : undefined, about };
}

/** A question in words; undefined where there is nothing to ask any more. */
export async function showAsk(relay: Relay, rulebook: Rulebook, ask: Ask): Promise<ShownAsk | undefined> {
  const { kind, about } = kindOf(ask);
  return kind?.show(relay, rulebook, ask, about);
}

/** Does what an answer asks for besides being kept. Done again, it changes nothing. */
export async function answered(relay: Relay, ask: Ask): Promise<void> {
  const { kind, about } = kindOf(ask);
  if (ask.answer) await kind?.answered?.(relay, ask, about);
}
