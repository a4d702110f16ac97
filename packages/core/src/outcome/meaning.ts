import type { CrmAnswer } from "../agreement/model.ts";
import type { TaskResult } from "../intake/task.ts";
import { fold } from "../text/index.ts";

/** What a status means; as people write it, without regard to case. */
export const meaningOf = (status: Record<string, CrmAnswer>, value: string): CrmAnswer | undefined =>
  Object.entries(status).find(([name]) => fold(name) === fold(value))?.[1];

export const notTheCrm: TaskResult = {
  outcome: "ignored",
  reason: "By the agreement this source is not that of the CRM.",
};
