import type { Delivery, HandRaise, Reading } from "../delivery/index.ts";
import { written } from "../fields/normalise.ts";
import { note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { takingTurns } from "../lead/change/turns.ts";
import { changeFields } from "../lead/decision.ts";
import type { Lead } from "../lead/lead.ts";
import { reroute } from "../lead/routing/reroute.ts";
import { type Identified, identify, readFields } from "../person/identify.ts";
import { seenAgain } from "../person/person.ts";
import type { Relay } from "../ports/relay.ts";
import { cutText } from "../text/index.ts";
import { leadIdOf } from "./enquiry.ts";
import { rescored } from "./merge.ts";
import { carriedCampaign } from "./origin.ts";

/** Of what is read anew, the facts have so much. */
const LONGEST_NEWS = 800;

/**
 * Reads a delivery that made leads once more, after a mapping was mended: their fields are typed anew and the score follows. Rule,
 * owner and clock stay, because people have acted on them, unless it turns out to be one for sales that nobody of sales has.
 */
export async function reread(relay: Relay, delivery: Delivery, reading: Reading): Promise<void> {
  if ("unreadable" in reading) return;
  for (const [index, found] of reading.found.entries())
    if (found.kind === "lead") await rereadLead(relay, leadIdOf({ found, delivery, index }), found);
}

async function rereadLead(relay: Relay, id: string, found: HandRaise): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  const turns = takingTurns(relay);
  await edit(relay, id, async (draft) => {
    const { lead, now } = draft;
    if (lead.stage === "fetching" || lead.closed?.as === "withdrawn" || lead.forgottenAt) return;
    const met = await identify(relay, rulebook, await readFields(rulebook, lead.source, found.fields));
    const { fields, extra } = met.typed;
    const named = Object.entries(fields).filter(
      ([name, value]) => JSON.stringify(lead.fields[name]) !== JSON.stringify(value),
    );
    if (named.length === 0 && JSON.stringify(lead.extra) === JSON.stringify(extra)) return;

    const write = met.person?.lead === undefined && !lead.person && !lead.test ? madeKnown(met, lead) : undefined;
    changeFields(lead, { ...lead.fields, ...fields });
    lead.extra = extra;
    if (write) {
      draft.person = write;
      lead.person = { id: write.person.id, known: false, identities: write.person.identities };
    }
    const score = await rescored(relay, rulebook, lead, met, now);
    const news = named.map(([name, value]) => `${name}: ${written(value)}`).join(", ");
    note(
      draft,
      {
        is: "lead.reread",
        version: rulebook.version,
        fields: named.map(([name]) => name),
        campaign: carriedCampaign(lead.fields, rulebook.agreement.sources[lead.source]),
        from: lead.score.total,
        to: score.total,
      },
      { words: { news: cutText(news, LONGEST_NEWS) } },
    );
    const before = lead.score.total;
    lead.score = score;
    await reroute(relay, rulebook, draft, turns, before);
  });
  await turns.summedUp();
}

/** Somebody whose address or phone could not be read before is known by it from now on. */
function madeKnown(met: Identified, { id: lead, owner, createdAt: at }: Lead) {
  if (met.identities.length === 0) return undefined;
  return seenAgain(met, {
    at,
    known: true,
    lead,
    ...(owner !== null && { owner }),
  });
}
