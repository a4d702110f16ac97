/**
 * Splits a total by weights into whole units that sum to it exactly, by the largest remainder (Hamilton): each gets the whole units of
 * its share, and the units left go to the largest fractions, of equal ones to the earlier. Weights are whole, and not all zero.
 */
export function shareOut(total: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((all, weight) => all + weight, 0n);
  const shares = weights.map((weight, place) => {
    const exact = total * weight;
    return { place, units: exact / sum, rest: exact % sum };
  });
  const left = Number(total - shares.reduce((all, { units }) => all + units, 0n));
  const larger = [...shares].sort((a, b) => (a.rest === b.rest ? a.place - b.place : a.rest > b.rest ? -1 : 1));
  for (const share of larger.slice(0, left)) share.units += 1n;
  return shares.map(({ units }) => units);
}
