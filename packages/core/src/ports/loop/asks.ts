import type { Ask } from "../../asks/model.ts";

/** Questions to people, by what they are about and whom. */
export interface AskStore {
  ask(subject: string, person: string): Promise<Ask | undefined>;
  /** Everybody's about a subject, by person. */
  asksAbout(subject: string): Promise<Ask[]>;
  /** All that somebody was ever asked, in no order. */
  asksOf(person: string): Promise<Ask[]>;
  /** Puts an ask in the place of its revision before. `conflict`: that is not the revision there is. */
  commitAsk(ask: Ask): Promise<"done" | "conflict">;
}
