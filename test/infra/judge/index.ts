import type { Deployment } from "../graph.ts";
import { alarms } from "./alarms.ts";
import { dashboard } from "./dashboard.ts";
import { exposure } from "./exposure.ts";
import { functions } from "./functions.ts";
import { http } from "./http.ts";
import { inbound } from "./inbound.ts";
import { mail } from "./mail.ts";
import { privileges } from "./privileges.ts";
import { queues } from "./queues.ts";
import { schedules } from "./schedules.ts";
import { streams } from "./streams.ts";
import { table } from "./table.ts";

/** What is wrong with a deployment, one sentence each, by what it is about. */
export const judges: Record<string, (deployment: Deployment) => string[]> = {
  table,
  queues,
  streams,
  functions,
  privileges,
  exposure,
  schedules,
  http,
  mail,
  inbound,
  alarms,
  dashboard,
};
