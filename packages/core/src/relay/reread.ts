import type { Delivery, HandRaise, Reading } from "../delivery/index.ts";
import { BatonError } from "../error/index.ts";
import { normalise } from "../fields/index.ts";
import type { Lead } from "../lead/index.ts";
import { seenAgain } from "../person/index.ts";
import { changeOf } from "./hand-over.ts";
import { leadIdOf } from "./hand-raise.ts";
import { rescored } from "./join.ts";
import { type Met, meet } from "./meet.ts";
import type { Relay } from "./relay.ts";

const ATTEMPTS = 8;

/**
 * Reads a delivery that made leads once more, after a mapping was mended: their fields are typed anew and the score follows. Rule,
 * owner and clock stay, because people have acted on them.
 */
export async function reread(relay: Relay, delivery: Delivery, reading: Reading): Promise<void> {
  if ("unreadable" in reading) return;
  for (const [index, found] of reading.found.entries())
    if (found.kind === "lead") await rereadLead(relay, leadIdOf({ found, delivery, index }), found);
}

async function rereadLead(relay: Relay, id: string, found: HandRaise): Promise<void> {
  const rulebook = await relay.rulebooks.active();
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = await relay.store.lead(id);
    if (!before || before.stage === "fetching" || before.closed?.as === "withdrawn" || before.forgottenAt) return;
    const met = await meet(relay, rulebook, await normalise(found.fields, rulebook.agreement.fields));
    const { fields, extra } = met.typed;
    const named = Object.entries(fields).filter(([name, value]) => before.fields[name] !== value);
    if (named.length === 0 && JSON.stringify(before.extra) === JSON.stringify(extra)) return;

    const change = changeOf(before);
    const { lead } = change;
    lead.fields = { ...before.fields, ...fields };
    lead.extra = extra;
    const write = met.person?.lead === undefined && !before.person && !before.test ? madeKnown(met, before) : undefined;
    if (write) lead.person = { id: write.person.id, known: false, identities: write.person.identities };
    const score = await rescored(relay, rulebook, lead, met);
    const at = new Date(relay.time.now()).toISOString();
    const news = named.map(([name, value]) => `${name}: ${String(value)}`).join(", ");
    const points = score.total === lead.score.total ? "" : ` Score ${lead.score.total} → ${score.total}.`;
    change.events.push({
      at,
      kind: "reread",
      text: `Read again by version ${rulebook.version}${news && ` — ${news.slice(0, 800)}`}.${points}`,
    });
    lead.score = score;
    if ((await relay.store.update(lead, { ...change, ...(write && { person: write }) })) === "done") return;
  }
  throw new BatonError("lead.busy", `Lead ${id} changed under every attempt to read it again.`, { status: 503 });
}

/** Somebody whose address or phone could not be read before is known by it from now on. */
function madeKnown(met: Met, { id: lead, owner, createdAt: at }: Lead) {
  if (met.identities.length === 0) return undefined;
  return seenAgain(met.identities, met.known.people, met.who, met.person, {
    at,
    known: true,
    lead,
    ...(owner !== null && { owner }),
  });
}
