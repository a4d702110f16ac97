/** Numbers beyond these are no quantity, and stores refuse some of them. */
export const isQuantity = (number: number): boolean =>
  number === 0 || (Math.abs(number) <= 1e15 && Math.abs(number) >= 1e-15);
