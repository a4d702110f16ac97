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
  /** The form that is filled in, where an answer has several parts; at least one of them is given. */
  fields?: Field[];
  /** The Weekly that it was part of, by when that was due. */
  sentIn?: string;
  /** `text` is what was written, or the ids of what was chosen, with commas; of a form it is all that was `given`, which is by fields. */
  answer?: { at: string; text: string; given?: Record<string, string> };
  /** It only marks something, and is asked of nobody. */
  unlisted?: true;
  /** Who else hears the answer. */
  tell?: string[];
}

export interface Choice {
  id: string;
  name: string;
}

/** A part of a form. `line`: a few words · `scale`: from 1 to 5 · `choice`: one of the choices of its ask. */
export interface Field {
  id: string;
  label: string;
  is: "line" | "scale" | "choice";
  required?: true;
}

/** A question as whoever is asked reads it; nothing in it is escaped. */
export interface ShownAsk {
  title: string;
  /** Sentences, each by itself. */
  texts: string[];
  /** What the link to it says. */
  label: string;
}
