/** A question to one person. Instants are ISO 8601. */
export interface Ask {
  /** Counts commits; every change is conditional on it. */
  revision: number;
  /** Its kind and what it is about: `campaign/spring`. */
  subject: string;
  person: string;
  /** As it is read, where its kind does not say it in words of its own. */
  question: string;
  askedAt: string;
  /** Until when an answer counts, and may be replaced. */
  respondBy: string;
  /** What may be answered; whatever people write, where there is none. */
  choices?: Choice[];
  /** Several of the choices may be. */
  many?: true;
  /** The Weekly that it was part of, by when that was due. */
  sentIn?: string;
  /** `text` is what was written, or the ids of what was chosen, with commas. */
  answer?: { at: string; text: string };
  /** It only marks something, and is asked of nobody. */
  unlisted?: true;
  /** Who else hears the answer. */
  tell?: string[];
}

export interface Choice {
  id: string;
  name: string;
}
