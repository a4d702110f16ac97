/** Languages that Baton speaks, each with a file of its own. A new one is a file more, and a line where files are loaded. */
export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** The first of some languages that Baton speaks, `de` for `de-AT`; English, if it speaks none. */
export const spokenOf = (wanted: readonly string[]): Language =>
  wanted
    .map((one) => one.toLowerCase().split(/[-_]/)[0])
    .flatMap((primary) => languages.find((language) => language === primary) ?? [])[0] ?? "en";
