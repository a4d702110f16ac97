import { askOnce, takeOneOf } from "../asks/ask.ts";
import { BatonError } from "../error/index.ts";
import { namesOf } from "../lead/answers/feedback.ts";
import { edit } from "../lead/change/edit.ts";
import { campaignOf, deciders, markRejection, refuseMark } from "../lead/rejection.ts";
import { rulesOf } from "../lead/rules-of.ts";
import type { Relay } from "../ports/relay.ts";
import { periodOf } from "../report/dimensions.ts";
import { cutText } from "../text/index.ts";
import { masked } from "../text/mask.ts";
import { localDate } from "../zone/index.ts";

/** Rejections that the owner of campaigns may ask to look at together in a week. */
const MOST_A_WEEK = 3;
const LONGEST_WORD = 280;
const choices = [
  { id: "upheld", name: "Handing it back was right" },
  { id: "withdrawn", name: "It should not have been handed back" },
];

/**
 * The owner of a lead's campaign asks to look at its rejection together: both sides are asked what they think, in their Weekly. Throws
 * `rejection.notYours`, `rejection.enough`, and what `markRejection` throws.
 */
export async function askTogether(relay: Relay, id: string, by: string, said: string): Promise<void> {
  const { store, time } = relay;
  const lead = await store.lead(id);
  if (!lead) throw new BatonError("lead.unknown", "This lead is no longer stored.", { status: 404 });
  if ((await campaignOf(relay, lead))?.owner !== by)
    throw new BatonError("rejection.notYours", "Only whose campaign it is asks to look at its leads together.", {
      status: 403,
    });
  const rulebook = await rulesOf(relay, lead);
  const now = time.now();
  refuseMark(lead, now);
  const week = periodOf(localDate(rulebook.agreement.timezone, now), "week");
  if (!(await takeOneOf(relay, `marks/${week}`, by, MOST_A_WEEK)))
    throw new BatonError(
      "rejection.enough",
      `You have asked for ${MOST_A_WEEK} this week, which is what both can look at.`,
      {
        status: 409,
      },
    );
  const { asked, until } = deciders(rulebook, lead, by, now);
  // First, so that nobody is missed: of a lead that is not marked after all nothing is asked.
  for (const person of new Set(Object.values(asked)))
    await askOnce(relay, { subject: `rejection/${id}`, person, question: "", respondBy: until, choices });
  await edit(relay, id, (draft) =>
    markRejection(draft, { by, asked, until, said: cutText(masked(said, namesOf(lead)), LONGEST_WORD) }),
  );
}
