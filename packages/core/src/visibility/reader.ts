import type { Agreement } from "../agreement/model.ts";
import type { Naming } from "../report/dimensions.ts";
import type { Reader } from "../report/query.ts";
import { teamNaming } from "./teams.ts";

/** What the holder of an API key may see of reports, and by whose days. */
export function keyReaderOf(agreement: Agreement, naming: Naming): Reader {
  const { timezone, visibility, rollout } = agreement;
  const names = visibility === "names";
  return {
    zone: timezone,
    names,
    naming,
    ...(!names && { teams: teamNaming(agreement) }),
    baseline: rollout !== undefined,
  };
}
