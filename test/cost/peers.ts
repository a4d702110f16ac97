/** A product with a public list price, charged by what it does or by who uses it. */
export type Peer = { product: string; currency: "$" | "€" } & (ByUnits | BySeats);

interface ByUnits {
  /** Ascending by units. */
  plans: { name: string; perMonth: number; units: number }[];
  unit: string;
  unitsPerLead: number;
  /** Units beyond the plan cost so many times the plan's own, up to so many times its units in all. */
  beyond?: { times: number; upTo: number };
}

interface BySeats {
  plan: string;
  /** With so many seats in it. */
  perMonth: number;
  seats: number;
  perSeatBeyond: number;
}

/** What a month costs by the cheapest plan on the list; undefined where the list has none that is large enough. */
export function monthWith(
  peer: Peer,
  { leads, seats }: { leads: number; seats: number },
): { plan: string; cost: number } | undefined {
  if ("perSeatBeyond" in peer) {
    return { plan: peer.plan, cost: peer.perMonth + Math.max(0, seats - peer.seats) * peer.perSeatBeyond };
  }
  const { plans, unitsPerLead, beyond = { times: 0, upTo: 1 } } = peer;
  const wanted = leads * unitsPerLead;
  return plans
    .filter(({ units }) => wanted <= units * beyond.upTo)
    .map(({ name, perMonth, units }) => ({
      plan: name,
      cost: perMonth + Math.max(0, wanted - units) * (perMonth / units) * beyond.times,
    }))
    .sort((a, b) => a.cost - b.cost)[0];
}
