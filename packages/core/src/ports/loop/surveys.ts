import type { Survey } from "../../survey/model.ts";

/** What both sides were asked to say of what is sold. Few, and kept for good. */
export interface SurveyStore {
  survey(id: string): Promise<Survey | undefined>;
  /** The latest ones by their ids, newest first. */
  surveys(most: number): Promise<Survey[]>;
  /** Puts a survey in the place of its revision before. `conflict`: that is not the revision there is. */
  commitSurvey(survey: Survey): Promise<"done" | "conflict">;
}
