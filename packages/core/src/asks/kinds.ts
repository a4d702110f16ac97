import { inEnglish, type Words } from "@baton/words";
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

/** By which rules and in which words a question is shown. */
interface Showing {
  rulebook: Rulebook;
  words: Words;
}

/** A kind of question, by the first part of its subject. */
interface AskKind {
  /** Undefined where there is nothing to ask any more. */
  show(relay: Relay, means: Showing, ask: Ask, about: string[]): Promise<ShownAsk | undefined>;
  /** What an answer does besides being kept. */
  answered?(relay: Relay, ask: Ask, about: string[]): Promise<void>;
}

const campaignName = async ({ store }: Relay, id: string): Promise<string> =>
  (await store.campaigns()).find((campaign) => campaign.id === id)?.name ?? id;

const kinds: Record<string, AskKind> = {
  /** What marketing wants to know of sales before a campaign starts: `campaign/ID`. */
  campaign: {
    show: async (relay, { words: { say } }, { question }, [id = ""]) => ({
      title: say("ask.campaign", { name: await campaignName(relay, id) }),
      texts: [question],
      label: say("ask.sentence"),
    }),
  },

  /** What marketing did with the answers to that: `used/ID`. */
  used: {
    show: async (relay, { words: { say } }, { question, tell = [] }, [id = ""]) => ({
      title: say("ask.used", { name: await campaignName(relay, id) }),
      texts: [say("ask.usedWhat", { question, count: tell.length })],
      label: say("ask.sentence"),
    }),
  },

  /** What marketing makes of what sales said of a campaign's leads in a month: `voice/ID/2026-11`. */
  voice: {
    show: async (relay, { words: { say } }, { tell = [] }, [id = ""]) => ({
      title: say("ask.voice", { name: await campaignName(relay, id) }),
      texts: [say("ask.voiceWhat", { count: tell.length })],
      label: say("ask.sentence"),
    }),
  },

  /** Whether a rejection stands that marketing asked to look at together: `rejection/LEAD`. */
  rejection: {
    async show(relay, { rulebook, words }, { person }, [id = ""]) {
      const lead = await relay.store.lead(id);
      if (!lead || lead.forgottenAt !== undefined || lead.tally.closed?.review?.is !== "marked") return undefined;
      const facts = readFacts(id, await relay.store.facts(id));
      const lines = timeline(rulebook, lead, facts, rulebook.zone(person), words);
      const said = lines.filter(({ is }) => is === "lead.closed" || is === "rejection.marked").map(({ text }) => text);
      return {
        title: words.say("ask.rejection", { name: displayName(lead) }),
        texts: [...said.slice(-2), words.say("ask.sameCounts")],
        label: words.say("ask.sayThink"),
      };
    },
    async answered(relay, { person, answer }, [id = ""]) {
      await edit(relay, id, (draft) => judgeRejection(draft, person, answer!.text as Judgement));
    },
  },

  /** That a deal was won, with how it came about: `win/LEAD/0`, by its place among the lead's deals. */
  win: {
    async show(relay, { words }, { person }, [id = "", place = ""]) {
      const lead = await relay.store.lead(id);
      const win =
        lead && (await winOf(relay, await rulesOf(relay, lead), lead, Number(place), { reader: person, words }));
      const { say } = words;
      return win && { title: say("ask.won", { title: win.title }), texts: [win.way], label: say("ask.sayThanks") };
    },
  },

  /** A change of the agreement, to be signed: `sign/DIGEST/1795000000000`. */
  sign: {
    async show(relay, { words }, _ask, [digest = ""]) {
      const shown = await shownProposal(relay, digest, words);
      return shown && { ...shown, label: words.say("ask.readAndSign") };
    },
    async answered(relay, { person }, [digest = ""]) {
      await sign(relay, digest, person);
    },
  },

  /** Whether the other side kept a promise in a period: `judged/marketing/2026-11/Good briefs`. */
  judged: {
    show: async (_relay, { words: { say } }, _ask, [side = "", period = "", ...name]) => ({
      title: say("ask.judged", { period, side, name: name.join("/") }),
      texts: [say("ask.judgedWhat")],
      label: say("ask.sayKept"),
    }),
  },

  /** What somebody says of what is sold: `survey/ID`. */
  survey: {
    async show({ store, time }, { rulebook, words: { say, language } }, { person }, [id = ""]) {
      const survey = await store.survey(id);
      if (!survey || Date.parse(survey.closesAt) <= time.now()) return undefined;
      return {
        title: say("ask.survey"),
        texts: [
          say("ask.surveyWhat"),
          say("ask.surveyHow", { day: formatDay(rulebook.zone(person), Date.parse(survey.closesAt), language) }),
        ],
        label: say("ask.sayMinute"),
      };
    },
    answered: (relay, _ask, [id = ""]) => advanceSurvey(relay, id),
  },

  /** Which wordings of both sides mean the same: `wordings/ID/sales`. */
  wordings: {
    async show({ store }, { words: { say } }, { fields = [] }, [id = ""]) {
      const survey = await store.survey(id);
      if (!survey || survey.result) return undefined;
      return {
        title: say("ask.wordings"),
        texts: [
          say("ask.wordingsWhat", { count: fields.length }),
          say(survey.messages.length > 0 ? "ask.wordingsAgreed" : "ask.wordingsLetters"),
          say("ask.wordingsOther"),
        ],
        label: say("ask.putTogether"),
      };
    },
    answered: (relay, _ask, [id = ""]) => advanceSurvey(relay, id),
  },

  /** Whether somebody comes along to a meeting or a campaign of the other side: `ride/call/2026-12-02T09:00:00.000Z/LEAD/mo`. */
  ride: {
    show: (relay, { rulebook, words }, ask) => showInvitation(relay, rulebook, ask, words),
    async answered(relay, ask) {
      if (ask.answer!.text === "yes") await expectWord(relay, rideAlongOf(ask)!);
    },
  },

  /** How it was, and what they learned: `rode/call/2026-12-02T09:00:00.000Z/LEAD/ana`. */
  rode: { show: (relay, { rulebook, words }, ask) => showRecollection(relay, rulebook, ask, words) },

  /** Which collateral somebody used in a quarter: `collateral/2026-Q4`. */
  collateral: {
    show: async (_relay, { words: { say } }, _ask, [quarter = ""]) => ({
      title: say("ask.collateral"),
      texts: [say("week.collateral", { quarter: quarter.slice(5), year: quarter.slice(0, 4) })],
      label: say("ask.tick"),
    }),
  },
};

function kindOf({ subject }: Ask): { kind: AskKind | undefined; about: string[] } {
  const [name = "", ...about] = subject.split("/");
  return { kind: Object.hasOwn(kinds, name) ? kinds[name] : undefined, about };
}

/** A question in words; undefined where there is nothing to ask any more. */
export async function showAsk(
  relay: Relay,
  rulebook: Rulebook,
  ask: Ask,
  words: Words = inEnglish,
): Promise<ShownAsk | undefined> {
  const { kind, about } = kindOf(ask);
  return kind?.show(relay, { rulebook, words }, ask, about);
}

/** Does what an answer asks for besides being kept. Done again, it changes nothing. */
export async function answered(relay: Relay, ask: Ask): Promise<void> {
  const { kind, about } = kindOf(ask);
  if (ask.answer) await kind?.answered?.(relay, ask, about);
}
