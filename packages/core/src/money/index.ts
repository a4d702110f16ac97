export { type Amount, addTo, type Money, perEach, readAmount, type Sums, shownAmount, shownSums } from "./money.ts";
export { shareOut } from "./share.ts";
export { amountInWords, moneyInWords, moneyPlain } from "./words.ts";
