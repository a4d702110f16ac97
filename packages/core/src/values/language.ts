/** BCP 47: the primary language of a tag, or of the first one in a list. */
const TAG = /^([a-z]{2,3})(?=$|[-_,; ])/i;

/** The primary language of a tag (`pt-BR`, `pt-BR,pt;q=0.9`) or of a language's name in one of some fifty languages. */
export async function readLanguage(text: string): Promise<string | undefined> {
  const tag = TAG.exec(text)?.[1];
  if (tag !== undefined) return new Intl.Locale(tag).language;
  return (await import("./languages.ts")).languageNamed(text);
}
