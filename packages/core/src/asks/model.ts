/** A question to one person. Instants are ISO 8601. */
export interface Ask {
  /** Counts commits; every change is conditional on it. */
  revision: number;
  /** What it is about: `campaign/spring`. */
  subject: string;
  person: string;
  /** As it is read. */
  question: string;
  askedAt: string;
  /** Until when an answer counts, and may be replaced. */
  respondBy: string;
  answer?: { at: string; text: string };
  /** What came of the answer, in the words of whoever asked; told to whoever answered. */
  used?: { at: string; text: string };
}
