/**
 * Who a ticket belongs to in a weighted round robin: a fixed order of `sum of weights` places, repeated for ever.
 *
 * The order is Tijdeman's for the chairman assignment problem (R. Tijdeman, "The chairman assignment problem",
 * Discrete Mathematics 32, 1980): after every prefix each member is less than one place off its share, so any window is
 * less than two off, and a whole rotation is exact. It depends on nothing but members and weights, so processes that
 * share only a ticket counter agree.
 */
export interface Share {
  person: string;
  weight: number;
}

const orders = new Map<string, readonly string[]>();

/** The member that ticket n (counting from 1) belongs to. `members` must not be empty. */
export function rotate(members: readonly Share[], ticket: number): string {
  const key = JSON.stringify(members.map(({ person, weight }) => [person, weight]));
  let order = orders.get(key);
  if (!order) {
    order = orderOf(members);
    if (orders.size > 1000) orders.clear();
    orders.set(key, order);
  }
  return order[(((ticket - 1) % order.length) + order.length) % order.length]!;
}

function orderOf(members: readonly Share[]): string[] {
  if (members.length === 1) return [members[0]!.person];
  const divisor = members.map(({ weight }) => weight).reduce(greatestCommonDivisor);
  const weights = members.map(({ weight }) => weight / divisor);
  const places = weights.reduce((sum, weight) => sum + weight, 0);
  const slack = 1 / (2 * members.length - 2);
  const given = weights.map(() => 0);
  const order: string[] = [];
  for (let place = 1; place <= places; place++) {
    let next = -1;
    let earliest = Number.POSITIVE_INFINITY;
    weights.forEach((weight, i) => {
      const share = weight / places;
      const owed = share * place - given[i]!;
      // Floating point must not hide a member that is owed exactly the threshold.
      if (owed < slack - 1e-9) return;
      const deadline = (1 - slack - owed) / share;
      if (deadline < earliest - 1e-9) {
        earliest = deadline;
        next = i;
      }
    });
    given[next]! += 1;
    order.push(members[next]!.person);
  }
  return order;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
