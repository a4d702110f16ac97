import { parsePhoneNumberFromString } from "libphonenumber-js/min";

/** What people write between digits; of it so little that a body made of nothing else is searched as quickly. */
const BETWEEN = String.raw`[\s().\-/\u2011]{0,4}`;

const spaced = (digits: string): string => [...digits].join(BETWEEN);

/**
 * Finds a telephone number (E.164) in every way it is written: `+49 30 1234567`, `0049 (0)30/1234567`, `030-1234567`, and with the
 * area code's leading zero or without.
 */
export function asWritten(e164: string): RegExp {
  const phone = parsePhoneNumberFromString(e164);
  if (!phone) return new RegExp(String.raw`(?<!\d)\+?${spaced(e164.replace(/\D/g, ""))}(?!\d)`, "g");
  const abroad = String.raw`(?:(?:\+|00|011)?${BETWEEN}${spaced(phone.countryCallingCode)}${BETWEEN})?`;
  // Behind another country's code it is another number.
  const begins = String.raw`(?<!\d)(?<!\+\d{0,4}${BETWEEN})`;
  // A number that many share is theirs with the extension only.
  const extension = phone.ext ? String.raw`\D{1,15}${phone.ext}` : "";
  return new RegExp(
    String.raw`${begins}${abroad}(?:\(?0\)?${BETWEEN})?${spaced(phone.nationalNumber)}${extension}(?!\d)`,
    "g",
  );
}
