import { createHash } from "node:crypto";
import type { Delivery, Touch } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { shownName } from "../fields/normalise.ts";
import { note } from "../lead/change/draft.ts";
import { edit } from "../lead/change/edit.ts";
import { findWaysAgain } from "../lead/deals/deal.ts";
import { reconsider } from "../lead/routing/reconsider.ts";
import { joinAgain } from "../outcome/join.ts";
import { identifyWho } from "../person/identify.ts";
import { type StoredTouch, saysMore, seenAgain } from "../person/person.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { cutText } from "../text/index.ts";
import { isQuantity } from "../values/quantity.ts";
import type { Task, TaskResult } from "./task.ts";

const ATTEMPTS = 8;
const LONGEST = { label: 200, text: 500 };
const MOST_FACTS = 40;

/** Adds what a person saw or did to their timeline. It tells nobody, unless it makes their open lead one for sales. */
export async function recordTouch(
  relay: Relay,
  rulebook: Rulebook,
  {
    found,
    delivery,
    met: first,
  }: Pick<Task<Touch>, "found" | "met"> & { delivery: Pick<Delivery, "source" | "receivedAt"> },
): Promise<TaskResult> {
  let met = first ?? (await identifyWho(relay, found.who));
  if (met.identities.length === 0)
    return { outcome: "ignored", reason: "Nothing in it says who this was: no address, phone or id." };
  const touch = storedTouch(found, delivery.source, Date.parse(delivery.receivedAt));
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const write = seenAgain(met, { at: touch.at, touched: true });
    // Most people who are seen again have not changed: then the touch is all there is to write.
    const same = met.person?.touched === true && !saysMore(write, met.person);
    const result = await relay.store.addTouches(write.person.id, [touch], same ? {} : { write });
    if (result === "done") {
      const { lead } = met.person ?? {};
      if (rulebook.asksTouches) await reconsider(relay, rulebook, lead);
      if (lead !== undefined && isNo(touch.facts.consent)) await endRecycling(relay, lead);
      if (isLate(touch, delivery)) {
        await findWaysAgain(relay, write.person);
        await joinAgain(relay, rulebook, write.person);
      }
      return { outcome: "touch" };
    }
    met = await identifyWho(relay, found.who);
  }
  throw new BatonError("person.busy", "A person changed under every attempt to record what they did.", { status: 503 });
}

const isNo = (consent: string | number | boolean | undefined): boolean =>
  /^(false|0|no|none|denied|withdrawn|revoked|unsubscribed|opt-?out)$/i.test(String(consent));

/** Whoever withdraws their consent does not come back when the time is over for which they were parked. */
async function endRecycling(relay: Relay, id: string): Promise<void> {
  await edit(relay, id, (draft) => {
    if (!draft.lead.recycle) return;
    delete draft.lead.recycle;
    note(draft, { is: "recycle.ended" });
  });
}

/** So much later than they happened touches may be told as a matter of course. */
const AT_ONCE_MS = 60_000;
/** Whether a touch is told so late that it may have led to what is known already. */
const isLate = ({ at, facts }: StoredTouch, { receivedAt }: Pick<Delivery, "receivedAt">): boolean =>
  facts["utm.campaign"] !== undefined && Date.parse(receivedAt) - Date.parse(at) > AT_ONCE_MS;

function storedTouch(found: Touch, source: string, receivedAt: number): StoredTouch {
  const said = Date.parse(found.at ?? "");
  // A sender's clock that is ahead must not make a touch count as if it were still to come.
  const at = new Date(Number.isNaN(said) ? receivedAt : Math.min(said, receivedAt)).toISOString();
  const facts = Object.fromEntries(
    Object.entries(found.facts)
      .slice(0, MOST_FACTS)
      .map(([name, value]) => [shownName(name), keepable(value)]),
  );
  const content = found.key ?? JSON.stringify([found.touch, found.label, found.facts]);
  const digest = createHash("sha256").update(`${source}\0${content}`).digest("hex").slice(0, 16);
  const label = cutText(found.label, LONGEST.label);
  return { id: `${at}#${digest}`, at, source, touch: found.touch, label, facts };
}

/** Stores refuse numbers that are no quantity. */
function keepable(value: string | number | boolean): string | number | boolean {
  if (typeof value === "boolean" || (typeof value === "number" && isQuantity(value))) return value;
  return cutText(String(value), LONGEST.text);
}
