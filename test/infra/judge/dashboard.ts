import { metrics, namespace } from "@baton/core/metrics";
import { type Deployment, ofType } from "../graph.ts";
import { findings } from "./findings.ts";
import { subjectOf } from "./series.ts";

/** https://aws.amazon.com/cloudwatch/pricing/: three dashboards of up to fifty metrics each are free. */
const FREE_METRICS = 50;

interface Widget {
  type: string;
  properties: { title: string; metrics?: unknown[][]; alarms?: string[]; query?: string };
}

/** The one dashboard shows every alarm and all that Baton measures, and nothing that there is not. */
export function dashboard(deployment: Deployment): string[] {
  const [found, ...others] = ofType(deployment, "aws:cloudwatch/dashboard:Dashboard");
  if (!found || others.length > 0) return [`there are ${others.length + (found ? 1 : 0)} dashboards`];
  const { widgets } = JSON.parse(found.inputs.dashboardBody) as { widgets: Widget[] };
  const lines = widgets.flatMap(({ properties: { title, metrics = [] } }) =>
    metrics.map((metric) => ({ title, metric })),
  );
  const shown = new Set(lines.map(({ metric }) => metric[1]));
  const alarms = new Set(widgets.flatMap(({ properties }) => properties.alarms ?? []));
  const logs = ofType(deployment, "aws:cloudwatch/logGroup:LogGroup").map(({ inputs }) => inputs.name);
  const read = widgets.flatMap(({ properties: { query = "" } }) =>
    [...query.matchAll(/SOURCE "([^"]+)"/g)].map(([, name]) => name),
  );
  const own = lines
    .filter(({ metric: [of] }) => of === namespace)
    .map(({ metric }) => [...metric.slice(1, -1), (metric.at(-1) as { stat: string }).stat].join(" "));
  return [
    ...lines.flatMap(({ title, metric: [of, metric, ...rest] }) => {
      const dimensions: Record<string, string> = {};
      for (let at = 0; at + 1 < rest.length; at += 2) dimensions[String(rest[at])] = String(rest[at + 1]);
      const series = { namespace: String(of), metric: String(metric), dimensions };
      return findings(`the chart "${title}"`, {
        [`nobody measures ${metric} of ${JSON.stringify(dimensions)}`]: subjectOf(deployment, series) === undefined,
      });
    }),
    ...Object.keys(metrics)
      .filter((metric) => !shown.has(metric))
      .map((metric) => `the dashboard does not show ${metric}`),
    ...own.filter((one, index) => own.indexOf(one) !== index).map((one) => `the dashboard shows ${one} more than once`),
    ...findings("the dashboard", {
      [`it shows ${lines.length} metrics, of which ${FREE_METRICS} are free`]: lines.length > FREE_METRICS,
      "it does not show every alarm":
        alarms.size !== ofType(deployment, "aws:cloudwatch/metricAlarm:MetricAlarm").length,
      "it reads a log that there is not": read.length === 0 || !read.every((name) => logs.includes(name)),
    }),
  ];
}
