import { queues, schedules } from "@baton/aws/topology";
import { metrics } from "@baton/core/metrics";
import { diff } from "../infra/sst/diff.ts";
import { makeProject } from "../infra/sst/project.ts";
import type { Standing } from "./fixed.ts";

/** Counts what the infrastructure program would deploy, by executing it offline. */
export async function countStanding(): Promise<Standing> {
  const project = await makeProject();
  try {
    const resources = await diff(project, "production", { BATON_SENDER: "baton@acme.example" });
    const count = (wanted: string) => resources.filter(({ type }) => type === wanted).length;
    return {
      schedules,
      queues: Object.keys(queues).length,
      alarms: count("aws:cloudwatch/metricAlarm:MetricAlarm"),
      // Each has one series, of the stage.
      metrics: Object.keys(metrics).length,
      // One of at most fifty metrics, which is judged, costs nothing in an account that has fewer than three others.
      dashboards: 0,
    };
  } finally {
    await project.remove();
  }
}
