import type { RideAlongs as Agreed } from "../agreement/model.ts";
import type { Ask, ShownAsk } from "../asks/model.ts";
import { namedPlainly } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDay, formatInstant } from "../zone/index.ts";
import { saidFrom } from "./note.ts";
import { isOn, takesPlace } from "./occasion.ts";
import { type RideAlong, rideAlongOf } from "./subjects.ts";

type Showing = Pick<Relay, "store" | "time">;

/** The question whether somebody comes along; undefined where there is nothing to come along to. */
export async function showInvitation(relay: Showing, rulebook: Rulebook, ask: Ask): Promise<ShownAsk | undefined> {
  const { agreement } = rulebook;
  const ride = rideAlongOf(ask);
  const guest = ride && agreement.people[ride.guest];
  const host = ride && agreement.people[ride.host];
  const { rideAlongs: agreed, visibility } = agreement;
  if (!guest || !host || !agreed || !(await takesPlace(relay, ride))) return undefined;
  const what = await occasionInWords(relay, rulebook, ride, ask.person);
  const when = whenInWords(rulebook, ride, ask.person);
  if (ride.occasion === "call") {
    const owing = visibility === "names" ? `, and ${guest.name} owes one` : "";
    return {
      title: `May ${guest.name} come along?`,
      texts: [
        `To ${what}, ${when}. ${oftenInWords("Everybody of marketing joins a call of sales", agreed.marketing, agreed.per)}${owing}.`,
        `If you say yes, add ${guest.email} to the meeting: nobody else invites them.`,
      ],
      label: "Say whether they may",
    };
  }
  return {
    title: `${what} ${ride.occasion === "begin" ? `starts on ${when}` : "has ended"}: go through it with ${host.name}?`,
    texts: [
      `${oftenInWords("Everybody of sales joins marketing at its work", agreed.sales, agreed.per)}, and you owe one.`,
      `If you say yes, find a time with ${host.email}: nobody else tells them.`,
    ],
    label: "Say whether you come",
  };
}

/** The question to a guest how it was; undefined before they can say, and where it is off. */
export async function showRecollection(relay: Showing, rulebook: Rulebook, ask: Ask): Promise<ShownAsk | undefined> {
  const { agreement } = rulebook;
  const ride = rideAlongOf(ask);
  if (!ride || !agreement.rideAlongs || saidFrom(ride) > relay.time.now() || !(await isOn(relay, ride)))
    return undefined;
  const what = await occasionInWords(relay, rulebook, ride, ask.person);
  const host = agreement.people[ride.host]?.name ?? ride.host;
  return {
    title: `How was it with ${host}?`,
    texts: [
      ride.occasion === "call"
        ? `You were to come along: ${what}, ${whenInWords(rulebook, ride, ask.person)}.`
        : `You were to go through ${what} together.`,
      "A line of what you learned is read in the review of both sides, without who wrote it.",
    ],
    label: "Say it in a line",
  };
}

/** "Ana’s meeting with Acme", as a reader calls it. */
export async function occasionInWords(
  { store }: Pick<Relay, "store">,
  { agreement }: Rulebook,
  { occasion, about, host }: RideAlong,
  reader: string,
): Promise<string> {
  if (occasion !== "call") return `“${(await store.campaigns()).find(({ id }) => id === about)?.name ?? about}”`;
  const whose = reader === host ? "your" : `${agreement.people[host]?.name ?? host}’s`;
  return `${whose} meeting with ${namedPlainly((await store.lead(about))?.fields ?? {})}`;
}

/** When it is, where its reader is. */
export function whenInWords(rulebook: Rulebook, { occasion, at }: RideAlong, reader: string): string {
  const instant = Date.parse(at);
  return occasion === "call"
    ? formatInstant(rulebook.zone(reader), instant)
    : formatDay(rulebook.agreement.timezone, instant);
}

/** "Everybody of marketing joins a call of sales 2 times a quarter" */
const oftenInWords = (what: string, times: number, per: Agreed["per"]): string =>
  `${what} ${times === 1 ? "once" : `${times} times`} a ${per}`;
