import { inEnglish, type Words } from "@baton/words";
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
export async function showInvitation(
  relay: Showing,
  rulebook: Rulebook,
  ask: Ask,
  words: Words = inEnglish,
): Promise<ShownAsk | undefined> {
  const { agreement } = rulebook;
  const { say } = words;
  const ride = rideAlongOf(ask);
  const guest = ride && agreement.people[ride.guest];
  const host = ride && agreement.people[ride.host];
  const { rideAlongs: agreed, visibility } = agreement;
  if (!guest || !host || !agreed || !(await takesPlace(relay, ride))) return undefined;
  const reading = { reader: ask.person, words };
  const what = await occasionInWords(relay, rulebook, ride, reading);
  const when = whenInWords(rulebook, ride, reading);
  const { per } = agreed;
  if (ride.occasion === "call") {
    const often = say("ride.oftenMarketing", { times: agreed.marketing, per });
    const told = { what, when, often, guest: guest.name };
    return {
      title: say("ride.mayCome", { guest: guest.name }),
      texts: [
        visibility === "names" ? say("ride.toMeetingOwes", told) : say("ride.toMeeting", told),
        say("ride.addToMeeting", { email: guest.email }),
      ],
      label: say("ride.sayWhether"),
    };
  }
  const through = { what, when, host: host.name };
  return {
    title: ride.occasion === "begin" ? say("ride.begins", through) : say("ride.ended", through),
    texts: [
      say("ride.youOwe", { often: say("ride.oftenSales", { times: agreed.sales, per }) }),
      say("ride.findTime", { email: host.email }),
    ],
    label: say("ride.sayCome"),
  };
}

/** The question to a guest how it was; undefined before they can say, and where it is off. */
export async function showRecollection(
  relay: Showing,
  rulebook: Rulebook,
  ask: Ask,
  words: Words = inEnglish,
): Promise<ShownAsk | undefined> {
  const { agreement } = rulebook;
  const { say } = words;
  const ride = rideAlongOf(ask);
  if (!ride || !agreement.rideAlongs || saidFrom(ride) > relay.time.now() || !(await isOn(relay, ride)))
    return undefined;
  const reading = { reader: ask.person, words };
  const what = await occasionInWords(relay, rulebook, ride, reading);
  const host = agreement.people[ride.host]?.name ?? ride.host;
  return {
    title: say("ride.howWas", { host }),
    texts: [
      ride.occasion === "call"
        ? say("ride.cameAlong", { what, when: whenInWords(rulebook, ride, reading) })
        : say("ride.wentThrough", { what }),
      say("ride.lineRead"),
    ],
    label: say("ride.sayLine"),
  };
}

/** Who reads, and in which words. */
interface Reading {
  reader: string;
  words: Words;
}

/** "Ana’s meeting with Acme", as a reader calls it. */
export async function occasionInWords(
  { store }: Pick<Relay, "store">,
  { agreement }: Rulebook,
  { occasion, about, host }: RideAlong,
  { reader, words: { say } }: Reading,
): Promise<string> {
  if (occasion !== "call") {
    const campaign = (await store.campaigns()).find(({ id }) => id === about);
    return say("ride.campaign", { name: campaign?.name ?? about });
  }
  const lead = namedPlainly((await store.lead(about))?.fields ?? {});
  return reader === host
    ? say("ride.yourMeeting", { lead })
    : say("ride.meetingOf", { host: agreement.people[host]?.name ?? host, lead });
}

/** When it is, where its reader is. */
export function whenInWords(
  rulebook: Rulebook,
  { occasion, at }: RideAlong,
  { reader, words: { language } }: Reading,
): string {
  const instant = Date.parse(at);
  return occasion === "call"
    ? formatInstant(rulebook.zone(reader), instant, { language })
    : formatDay(rulebook.agreement.timezone, instant, language);
}
