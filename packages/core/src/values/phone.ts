import { type CountryCode, parsePhoneNumberFromString } from "libphonenumber-js/min";

/**
 * E.164, reading a national number in the given country; undefined for what is no possible number.
 * A module of its own, to be imported when there is a number: a bundle then has of the library only what this takes.
 */
export function toE164(text: string, country: string | undefined): string | undefined {
  const phone = parsePhoneNumberFromString(text, country as CountryCode | undefined);
  return phone?.isPossible() ? phone.number : undefined;
}
