import type { Words } from "@baton/words";
import { askOnce } from "../../asks/ask.ts";
import { humanMs } from "../../duration/index.ts";
import { shownAmount } from "../../money/money.ts";
import { amountInWords } from "../../money/words.ts";
import { touchesOfLead } from "../../person/touches.ts";
import type { Relay } from "../../ports/relay.ts";
import type { Rulebook } from "../../rules/rulebook.ts";
import { shorten } from "../../text/index.ts";
import { formatDay } from "../../zone/index.ts";
import { displayName, type Lead } from "../lead.ts";
import { campaignOf } from "../rejection.ts";

/** For so long somebody may say thank you, in days. */
const DAYS = 28;
const MOST_STEPS = 4;
const LONGEST_LABEL = 60;

/** Has those hear of won deals of a lead who won them: whoever of sales had it, and whose campaign it came by. Told again, it says nothing new. */
export async function noteWins(relay: Relay, lead: Lead): Promise<void> {
  const { tally } = lead;
  // By their place: what a deal is called may change.
  const won = (tally.deals ?? []).flatMap(({ state }, n) => (state === "won" && !lead.test ? [n] : []));
  if (won.length === 0) return;
  const owner = (await campaignOf(relay, lead))?.owner;
  const rep = tally.contact?.by ?? tally.sales?.person ?? lead.owner;
  const both = [...new Set([owner, rep])].filter((person) => person !== undefined && person !== null);
  const respondBy = new Date(relay.time.now() + DAYS * 86_400_000).toISOString();
  const choices = both.length > 1 ? [{ id: "thanks", name: "Thank you" }] : [];
  for (const n of won)
    for (const person of both)
      await askOnce(relay, { subject: `win/${lead.id}/${n}`, person, question: "", respondBy, choices });
}

/** A won deal of a lead, by its place among them, in words, and the way to it: what they saw, when they asked, and who reached them how soon. Undefined when it is won no more. */
export async function winOf(
  relay: Relay,
  rulebook: Rulebook,
  lead: Lead,
  place: number,
  { reader, words: { say, language } }: { reader: string; words: Words },
): Promise<{ title: string; way: string } | undefined> {
  const { tally, fields } = lead;
  const known = tally.deals?.[place];
  if (known?.state !== "won" || lead.forgottenAt !== undefined) return undefined;
  const zone = rulebook.zone(reader);
  const day = (at: string) => formatDay(zone, Date.parse(at), language);
  const asked = Date.parse(lead.createdAt);
  const before = (await touchesOfLead(relay.store, lead)).filter(({ at }) => Date.parse(at) < asked);
  const seen = Map.groupBy(before.toReversed(), ({ label, touch }) => shorten(label || touch, LONGEST_LABEL));
  const steps = [...seen].slice(0, MOST_STEPS).map(([label, touches]) => {
    const { length } = touches;
    return length === 1
      ? say("win.on", { step: label, day: day(touches[0]!.at) })
      : say("win.times", { step: label, count: length });
  });
  const { contact } = tally;
  const campaign = (await campaignOf(relay, lead))?.name ?? tally.campaign;
  const who = contact?.by ? (rulebook.agreement.people[contact.by]?.name ?? contact.by) : say("win.somebody");
  const way = [
    ...steps,
    campaign === null
      ? say("win.asked", { day: day(lead.createdAt) })
      : say("win.askedBy", { campaign, day: day(lead.createdAt) }),
    ...(contact ? [say("win.reached", { who, within: humanMs(contact.elapsedMs, language) })] : []),
    say("win.won", { day: day(known.at) }),
  ].join(", ");
  const worth = known.amount ? `, ${amountInWords(shownAmount(known.amount), language)}` : "";
  const title = `${fields.company ?? displayName(lead)}${worth}`;
  return { title, way: `${way.charAt(0).toUpperCase()}${way.slice(1)}.` };
}
