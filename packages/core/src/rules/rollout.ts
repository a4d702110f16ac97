import type { Agreement, RolloutMode } from "../agreement/model.ts";
import { localDate } from "../zone/index.ts";

/** How far it is in force for a team at an instant (epoch ms): before the rollout begins everybody is observed. */
export function modeOf(
  { rollout, timezone }: Pick<Agreement, "rollout" | "timezone">,
  team: string | null,
  at: number,
): RolloutMode {
  if (!rollout) return "full";
  if (rollout.from !== undefined && localDate(timezone, at) < rollout.from) return "observe";
  const own = team === null ? undefined : rollout.modes[team];
  return own ?? rollout.modes.default ?? "full";
}
