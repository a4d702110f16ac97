import type { Ask } from "../asks/model.ts";

/** A meeting of sales with a lead, or that a campaign begins or has ended; `hand`: somebody noted it. */
const occasions = ["call", "begin", "end", "hand"] as const;
type Occasion = (typeof occasions)[number];

/** Who looks over whose shoulder, at what. */
export interface RideAlong {
  occasion: Occasion;
  /** When it is, ISO 8601. */
  at: string;
  /** The lead or the campaign; empty where it was noted by hand. */
  about: string;
  /** Who comes along, and with whom. */
  guest: string;
  host: string;
}

/** What is stored of a ride-along. */
type Named = Pick<Ask, "subject" | "person">;

/**
 * The question whether somebody comes along, to whoever says yes for both: of a call the host, and of a campaign the guest.
 * `ride/call/2026-12-02T09:00:00.000Z/lead_0001/mo`
 */
export function invitation({ occasion, at, about, guest, host }: RideAlong): Named {
  const [person, other] = occasion === "call" ? [host, guest] : [guest, host];
  return { subject: `ride/${occasion}/${at}/${about}/${other}`, person };
}

/** The question to the guest how it was, with the host: `rode/call/2026-12-02T09:00:00.000Z/lead_0001/ana`. */
export const recollection = ({ occasion, at, about, guest, host }: RideAlong): Named => ({
  subject: `rode/${occasion}/${at}/${about}/${host}`,
  person: guest,
});

/** The ride-along that a question is about; undefined for any other question. */
export function rideAlongOf({ subject, person }: Named): RideAlong | undefined {
  const [kind, occasion, at = "", about = "", ...rest] = subject.split("/");
  const other = rest.join("/");
  const is = occasions.find((one) => one === occasion);
  if ((kind !== "ride" && kind !== "rode") || !is) return undefined;
  const hosted = kind === "ride" && is === "call";
  return { occasion: is, at, about, guest: hosted ? other : person, host: hosted ? person : other };
}
