/** What a letter to a lead begins with. */
export interface Opening {
  subject: string;
  /** With the name of whom it greets, or none. */
  greeting: (name: string) => string;
  thanks: string;
}

const hello =
  (word: string, mark = ",") =>
  (name: string): string =>
    name === "" ? `${word}${mark}` : `${word} ${name}${mark}`;

const english: Opening = {
  subject: "Your enquiry",
  greeting: hello("Hello"),
  thanks: "thank you for getting in touch.",
};

/** By BCP 47 primary language; whoever writes in another one reads English. */
const openings: Record<string, Opening> = {
  en: english,
  da: { subject: "Din henvendelse", greeting: hello("Hej"), thanks: "tak for din henvendelse." },
  de: { subject: "Ihre Anfrage", greeting: hello("Guten Tag"), thanks: "vielen Dank für Ihre Anfrage." },
  es: { subject: "Su consulta", greeting: hello("Hola"), thanks: "gracias por ponerse en contacto con nosotros." },
  fi: { subject: "Yhteydenottonne", greeting: hello("Hei"), thanks: "kiitos yhteydenotostanne." },
  fr: { subject: "Votre demande", greeting: hello("Bonjour"), thanks: "merci de nous avoir contactés." },
  it: { subject: "La Sua richiesta", greeting: hello("Buongiorno"), thanks: "grazie per averci contattato." },
  nb: { subject: "Din henvendelse", greeting: hello("Hei"), thanks: "takk for din henvendelse." },
  nl: { subject: "Uw aanvraag", greeting: hello("Goedendag"), thanks: "hartelijk dank voor uw aanvraag." },
  no: { subject: "Din henvendelse", greeting: hello("Hei"), thanks: "takk for din henvendelse." },
  pl: { subject: "Pańskie zapytanie", greeting: hello("Dzień dobry"), thanks: "dziękujemy za kontakt." },
  pt: { subject: "O seu pedido", greeting: hello("Olá"), thanks: "obrigado pelo seu contacto." },
  sv: { subject: "Din förfrågan", greeting: hello("Hej"), thanks: "tack för att du hörde av dig." },
};

/** How a letter begins in a language, which may have a region: `de-AT`. */
export function openingIn(language: string | undefined): Opening {
  const primary = language?.toLowerCase().split(/[-_]/)[0] ?? "";
  return Object.hasOwn(openings, primary) ? openings[primary]! : english;
}
