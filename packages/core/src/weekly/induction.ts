import type { Words } from "@baton/words";
import type { Commitment } from "../agreement/model.ts";
import { sideOf } from "../agreement/side.ts";
import { format } from "../duration/index.ts";
import { otherSide } from "../facts/codes.ts";
import type { RoundSection } from "../rounds/mail.ts";
import { everyTarget, namesIn } from "../rules/targets.ts";
import { targetInWords } from "../sheet/words.ts";
import type { Week } from "./week.ts";

/** Versions of a week that are looked at. */
const MOST_VERSIONS = 20;

/** What whoever is new reads once: what their side gives and gets, what both say of what is sold, and how soon their teams answer. */
export async function induction(week: Week): Promise<RoundSection[]> {
  const { rulebook, person, words } = week;
  const { say } = words;
  const { agreement } = rulebook;
  const side = sideOf(agreement, person);
  if (side === null || !(await isNew(week))) return [];
  const other = otherSide(side);
  const { commitments, messages = [] } = agreement;
  const sections: RoundSection[] = [
    promised(say("week.welcome", { side }), commitments[side], words),
    promised(say("week.otherPromises", { side: other }), commitments[other], words),
    { title: say("lead.weSay"), lines: [], texts: messages.map(({ text }) => ({ text, quoted: true as const })) },
    { title: say("week.howSoon"), lines: windows(week), texts: [] },
  ];
  return sections.filter(({ lines, texts }) => lines.length + texts.length > 0);
}

/** Whether somebody came into the agreement since the last Weekly was due, and was not in it from the beginning. */
async function isNew({ relay, person, since, due }: Week): Promise<boolean> {
  const versions = await relay.store.versions({ limit: MOST_VERSIONS });
  const first = versions.findLast(({ appliedAt }) => appliedAt >= since && appliedAt < due);
  if (!first) return false;
  const before = await relay.rulebooks.version(Math.max(1, first.version - 1));
  return before.agreement.people[person] === undefined;
}

const promised = (title: string, commitments: readonly Commitment[], words: Words): RoundSection => ({
  title,
  lines: commitments.map((commitment) => ({ left: commitment.name, right: targetInWords(commitment, words) })),
  texts: [],
});

/** The windows of the policies by which leads and requests come to somebody's teams. */
function windows({ rulebook: { agreement }, person, words: { say } }: Week): RoundSection["lines"] {
  const { teams, routing, requests = [], sla } = agreement;
  const own = new Set([
    person,
    ...Object.entries(teams).flatMap(([name, { members }]) =>
      members.some((one) => one.person === person) ? [name] : [],
    ),
  ]);
  const policies = new Set([
    ...routing.filter((route) => namesIn(everyTarget(route)).some((name) => own.has(name))).map((route) => route.sla),
    ...requests.filter(({ to }) => own.has(to)).map((request) => request.sla),
  ]);
  return [...policies].flatMap((name) => {
    const stages = sla[name]?.stages ?? [];
    if (stages.length === 0) return [];
    return [
      {
        left: name,
        right: stages.map(({ name, within }) => say("week.within", { stage: name, within: format(within) })).join(", "),
      },
    ];
  });
}
