import type { RideAlongs as Agreed } from "../agreement/model.ts";
import type { Ask, ShownAsk } from "../asks/model.ts";
import { namedPlainly } from "../lead/lead.ts";
import type { Relay } from "../ports/relay.ts";
import type { Rulebook } from "../rules/rulebook.ts";
import { formatDay, formatInstant } from "../zone/index.ts";
import { isAgreed } from "./note.ts";
import { type RideAlong, rideAlongOf } from "./subjects.ts";

type Showing = Pick<Relay, "store" | "time">;

/** The question whether somebody comes along; undefined once there is nothing to come along to. */
export async function showInvitation(relay: Showing, rulebook: Rulebook, ask: Ask): Promise<ShownAsk | undefined> {
  const { agreement } = rulebook;
  const ride = rideAlongOf(ask);
  const guest = ride && agreement.people[ride.guest];
  const host = ride && agreement.people[ride.host];
  const agreed = agreement.rideAlongs;
  const what = ride && (await occasionInWords(relay, rulebook, ride, ask.person));
  if (!guest || !host || !agreed || what === undefined) return undefined;
  const when = whenInWords(rulebook, ride, ask.person);
  if (ride.occasion === "call")
    return {
      title: `May ${guest.name} come along?`,
      texts: [
        `To ${what}, ${when}. ${oftenInWords("Marketing joins a call of sales", agreed.marketing, agreed.per)}, and ${guest.name} owes one.`,
        `If you say yes, add ${guest.email} to the meeting: nobody else invites them.`,
      ],
      label: "Say whether they may",
    };
  return {
    title: `${what} ${ride.occasion === "begin" ? `starts on ${when}` : "has ended"}: go through it with ${host.name}?`,
    texts: [
      `${oftenInWords("Sales joins marketing at its work", agreed.sales, agreed.per)}, and you owe one.`,
      `If you say yes, find a time with ${host.email}: nobody else tells them.`,
    ],
    label: "Say whether you come",
  };
}

/** The question to a guest how it was; undefined before it took place, and where it is not agreed any more. */
export async function showRecollection(relay: Showing, rulebook: Rulebook, ask: Ask): Promise<ShownAsk | undefined> {
  const ride = rideAlongOf(ask);
  if (!ride || Date.parse(ride.at) > relay.time.now() || !(await isAgreed(relay, ride))) return undefined;
  const what = await occasionInWords(relay, rulebook, ride, ask.person);
  const host = rulebook.agreement.people[ride.host]?.name ?? ride.host;
  return {
    title: `How was it with ${host}?`,
    texts: [
      `You were to come along: ${what === undefined ? "" : `${what}, `}${whenInWords(rulebook, ride, ask.person)}.`,
      "A line of what you learned is read in the review of both sides.",
    ],
    label: "Say it in a line",
  };
}

/** "Ana’s meeting with Acme", as a reader calls it; undefined where it is not there any more. */
export async function occasionInWords(
  { store }: Pick<Relay, "store">,
  { agreement }: Rulebook,
  { occasion, about, host }: RideAlong,
  reader: string,
): Promise<string | undefined> {
  if (occasion !== "call") {
    const campaign = (await store.campaigns()).find(({ id }) => id === about);
    return campaign && `“${campaign.name}”`;
  }
  const lead = await store.lead(about);
  if (!lead || lead.forgottenAt !== undefined) return undefined;
  const whose = reader === host ? "your" : `${agreement.people[host]?.name ?? host}’s`;
  return `${whose} meeting with ${namedPlainly(lead.fields)}`;
}

/** When it is, where its reader is. */
export function whenInWords(rulebook: Rulebook, { occasion, at }: RideAlong, reader: string): string {
  const zone = rulebook.zone(reader);
  return occasion === "call"
    ? formatInstant(zone, Date.parse(at))
    : formatDay(rulebook.agreement.timezone, Date.parse(at));
}

/** "Marketing joins a call of sales 2 times a quarter" */
const oftenInWords = (what: string, times: number, per: Agreed["per"]): string =>
  `${what} ${times === 1 ? "once" : `${times} times`} a ${per}`;
