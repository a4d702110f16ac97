import type { Language } from "@baton/words";
import type { Money } from "./money.ts";

/** Amounts as people read them, one after the other because currencies are never added: `12,500.00 EUR, 900.00 CHF`. */
export const moneyInWords = (money: readonly Money[], language: Language = "en"): string =>
  money.map((one) => amountInWords(one, language)).join(", ");

/** The same for programs and spreadsheets: `12500.00 EUR, 900.00 CHF`. */
export const moneyPlain = (money: readonly Money[]): string =>
  money.map(({ amount, currency }) => `${amount} ${currency}`).join(", ");

/** `12,500.00 EUR`; `12.500,00 EUR` in German. */
export function amountInWords({ amount, currency }: Money, language: Language = "en"): string {
  const places = amount.split(".")[1]?.length ?? 0;
  // Given a text, it keeps every digit.
  const grouped = new Intl.NumberFormat(language, { minimumFractionDigits: places, maximumFractionDigits: places });
  return `${grouped.format(amount as `${number}`)} ${currency}`;
}
