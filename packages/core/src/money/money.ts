import { dinero, toDecimal } from "dinero.js/bigint";
import * as iso4217 from "dinero.js/bigint/currencies";
import { BatonError } from "../error/index.ts";
import { readDecimal } from "../values/number.ts";

/** An exact amount: whole minor units (cents), as text because they may exceed what a number holds, with their ISO 4217 code. */
export interface Amount {
  minor: string;
  currency: string;
}

/** An amount as it is shown: a decimal text with as many places as its currency has. */
export interface Money {
  currency: string;
  amount: string;
}

/** Sums by currency, in minor units: amounts of different currencies are never added. */
export type Sums = Map<string, bigint>;

const currencies = new Map(Object.values(iso4217).map((currency) => [currency.code, currency]));

/** Digits before the decimal point; beyond them it is a slip. */
const MOST_DIGITS = 15;

/**
 * An amount as somebody or a system writes it: `12500`, `12500.5`, `"1,250.50"`, `"1.250,50"`, `"1 250"`. Throws `money.amount` or
 * `money.currency`, also when there is an amount without currency.
 */
export function readAmount(amount: string | number, currency: string | undefined): Amount {
  if (!currency?.trim()) throw wrong("currency", "Please say the currency of the amount, such as EUR.");
  const known = currencies.get(currency.trim().toUpperCase());
  if (!known) throw wrong("currency", `"${currency}" is no currency of ISO 4217, such as EUR.`);
  const read = readDecimal(String(amount));
  if ("reason" in read) throw wrong("amount", `"${amount}" is no amount such as 12500.00: ${read.reason}.`);
  const [whole = "", part = ""] = read.value.replace(/^\+/, "").split(".");
  if (whole.startsWith("-")) throw wrong("amount", `"${amount}" is negative; an amount is what a deal is worth.`);
  if (whole.length > MOST_DIGITS) throw wrong("amount", `"${amount}" has more than ${MOST_DIGITS} digits.`);
  const places = Number(known.exponent);
  if (part.replace(/0+$/, "").length > places)
    throw wrong("amount", `"${amount}" has more decimal places than ${known.code} has, which is ${places}.`);
  const minor = BigInt(whole + part.slice(0, places).padEnd(places, "0"));
  return { minor: String(minor), currency: known.code };
}

const wrong = (what: "amount" | "currency", message: string): BatonError =>
  new BatonError(`money.${what}`, message, { status: 422 });

/** `{currency: "EUR", amount: "12500.00"}`. */
export const shownAmount = ({ minor, currency }: Amount): Money => ({
  currency,
  amount: toDecimal(dinero({ amount: BigInt(minor), currency: currencies.get(currency)! })),
});

/** Sums as they are shown, by the codes of their currencies. */
export const shownSums = (sums: Sums): Money[] =>
  [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, minor]) => shownAmount({ minor: String(minor), currency }));

export const addTo = (sums: Sums, currency: string, minor: bigint): Sums =>
  sums.set(currency, (sums.get(currency) ?? 0n) + minor);

/** Sums divided by a number of things, to the nearest minor unit, halves away from zero. */
export const perEach = (sums: Sums, count: number): Sums =>
  new Map([...sums].map(([currency, minor]) => [currency, (2n * minor + BigInt(count)) / (2n * BigInt(count))]));
