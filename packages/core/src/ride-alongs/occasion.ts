import type { Relay } from "../ports/relay.ts";
import { invitation, type RideAlong } from "./subjects.ts";

type Asking = Pick<Relay, "store">;

/** Whether a ride-along that was agreed is still on: nobody took the yes back, and what it is about takes place then. */
export async function isOn(relay: Asking, ride: RideAlong): Promise<boolean> {
  const { subject, person } = invitation(ride);
  return (await relay.store.ask(subject, person))?.answer?.text === "yes" && (await takesPlace(relay, ride));
}

/** Whether what a ride-along is about takes place, or took place, when it was to: meetings are moved and called off. */
export async function takesPlace({ store }: Asking, { occasion, at, about }: RideAlong): Promise<boolean> {
  if (occasion !== "call") return (await store.campaigns()).some(({ id }) => id === about);
  const lead = await store.lead(about);
  return (
    lead !== undefined &&
    lead.forgottenAt === undefined &&
    Date.parse(String(lead.fields["meeting.at"])) === Date.parse(at)
  );
}
