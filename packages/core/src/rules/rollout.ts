import type { Agreement, RolloutMode } from "../agreement/model.ts";
import { localDate } from "../zone/index.ts";

/**
 * How far it is in force for a team at an instant (epoch ms). Before the rollout begins everybody is observed or, from the day `remind`
 * on, reminded, except for a team that is only observed afterwards, too.
 */
export function modeOf(
  { rollout, timezone }: Pick<Agreement, "rollout" | "timezone">,
  team: string | null,
  at: number,
): RolloutMode {
  if (!rollout) return "full";
  const own = (team === null ? undefined : rollout.modes[team]) ?? rollout.modes.default ?? "full";
  const { from, remind } = rollout;
  const today = localDate(timezone, at);
  if (from === undefined || today >= from || own === "observe") return own;
  return remind !== undefined && today >= remind ? "remind" : "observe";
}
