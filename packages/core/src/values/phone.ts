import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/** Words before an extension that the library does not know. */
const EXTENSION = /\b(?:durchwahl|dw|klappe|poste|interno|anexo|wew)\b[.:]?\s*(?=\d)/i;

/** Mobile numbers of Mexico had a 1 behind the country code, which many address books still have. */
const OLD_MEXICAN = /^(\s*(?:(?:\+|00)\s*)?52)[\s-]*1(?=(?:[\s-]*\d){10}\s*$)/;

/**
 * E.164, reading a national number in the given country, with an extension as RFC 3966 writes it: `+4930555100;ext=12`. Undefined for
 * what is no possible number. A `+` that was not encoded in a form's body has become a blank before the digits.
 * A module of its own, to be imported when there is a number: a bundle then has of the library only what this takes.
 */
export function toE164(text: string, country: string | undefined): string | undefined {
  const written = text.replace(EXTENSION, "ext. ").replace(OLD_MEXICAN, "$1");
  const abroad = written.replace(/^\s*00(?=[1-9])|^\s+(?=[1-9])/, "+");
  for (const one of abroad === written ? [written] : [abroad, written]) {
    const phone = parsePhoneNumberFromString(one, country as CountryCode | undefined);
    if (phone?.isPossible()) return phone.ext ? `${phone.number};ext=${phone.ext}` : phone.number;
  }
  return undefined;
}
