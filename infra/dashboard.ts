/// <reference path="../.sst/platform/config.d.ts" />
import { routes, schedules } from "../packages/aws/src/topology/index.ts";
import { alarms } from "./alarms.ts";
import { functions, serverErrors } from "./api.ts";
import { consumers } from "./consumers.ts";
import { nameOf } from "./functions.ts";
import { queues } from "./queues.ts";
import { crons } from "./schedules.ts";
import { measured, ofFunction, ofMail, ofQueue, ofTable, type Series } from "./series.ts";
import { streams } from "./streams.ts";
import { table } from "./table.ts";

type Line = Series & { statistic: "Maximum" | "Sum" | "p50" | "p99"; label: string };

const region = aws.getRegionOutput().region;
const hooks = "functions/http/hooks.handler";
const intake = "functions/queue/take-intake.handler";

const everyFunction = new Map<string, sst.aws.Function | $util.Output<sst.aws.Function>>([
  ...functions,
  ...consumers.map(({ handler, function: one }) => [handler, one] as const),
  ...Object.values(streams).map(({ handler, function: one }) => [handler, one] as const),
  ...schedules.map(({ name, handler }) => [handler, crons[name]!.nodes.function] as const),
]);
/** Workers of queues are left out: what fails there is a message, which comes again and at last is a dead letter. */
const worked = new Set(consumers.map(({ handler }) => handler));
const named = [...everyFunction]
  .filter(([handler]) => !worked.has(handler))
  .map(([handler, one]) => ({
    label: nameOf(handler),
    name: $util.output(one).name,
  }));
const logOf = (handler: string) => $util.output(everyFunction.get(handler)!).nodes.logGroup.apply((log) => log!.name);

const line = (series: Series, statistic: Line["statistic"], label: string = series.metric): Line => ({
  ...series,
  statistic,
  label,
});

/** Fifty of CloudWatch's metrics on a dashboard cost nothing: what the alarms above it tell needs no line of its own. */
const charts: Record<string, Line[]> = {
  "Lateness of clocks, ms": [
    line(measured("ClockLateness"), "p50", "median"),
    line(measured("ClockLateness"), "p99", "99 of 100"),
    line(measured("ClockLateness"), "Maximum", "worst"),
  ],
  "What is wrong": [
    line(measured("Overdue"), "Maximum", "overdue"),
    line(measured("Quarantined"), "Sum", "put into quarantine"),
    line(measured("TroubledSources"), "Maximum", "sources in trouble"),
    line(measured("Undelivered"), "Sum", "mails that came back"),
    line(measured("StaleDays"), "Sum", "days of reports that lacked something"),
  ],
  "Signs of life": [line(measured("Sweeps"), "Sum", "sweeps")],
  "Age of the oldest message, s": Object.entries(queues).map(([name, { live }]) =>
    line(ofQueue(live, "ApproximateAgeOfOldestMessage"), "Maximum", name),
  ),
  "Age of the oldest change that is not read, ms": Object.entries(streams).map(([name, { function: one }]) =>
    line(ofFunction($util.output(one).name, "IteratorAge"), "Maximum", name),
  ),
  "Dead letters": Object.entries({ ...queues, ...streams }).map(([name, { dead }]) =>
    line(ofQueue(dead, "ApproximateNumberOfMessagesVisible"), "Maximum", name),
  ),
  "Hooks, ms": (["p50", "p99"] as const).map((statistic) =>
    line(ofFunction($util.output(everyFunction.get(hooks)!).name, "Duration"), statistic, statistic),
  ),
  // One for each function; of every route an alarm tells.
  "Answers of 500 and above": [
    ...new Map(routes.toReversed().map(({ route, handler }) => [handler, route])).values(),
  ].map((route) => line(serverErrors(route), "Sum", route)),
  Mails: [line(ofMail("Send"), "Sum", "sent"), line(ofMail("Bounce"), "Sum", "bounced")],
  "Errors of functions": named.map(({ name, label }) => line(ofFunction(name, "Errors"), "Sum", label)),
  "Throttles of hooks, and of the table": [
    line(ofFunction($util.output(everyFunction.get(hooks)!).name, "Throttles"), "Sum", "hooks"),
    line(ofTable(table, "ReadThrottleEvents"), "Sum", "read"),
    line(ofTable(table, "WriteThrottleEvents"), "Sum", "write"),
  ],
};

const widgets = [
  {
    type: "alarm",
    width: 24,
    height: 4,
    properties: { title: "Alarms", alarms: alarms.map(({ arn }) => arn) },
  },
  {
    type: "log",
    width: 24,
    height: 6,
    properties: {
      title: "Deliveries, and leads they made, in five minutes",
      view: "timeSeries",
      region,
      // The functions log what became of each delivery, so that it needs no metric.
      query: $interpolate`SOURCE "${logOf(hooks)}" | SOURCE "${logOf(intake)}" | filter ispresent(outcome) | stats count(*) as deliveries, sum(strcontains(outcome, "lead")) as leads by bin(5m)`,
    },
  },
  ...Object.entries(charts).map(([title, lines]) => ({
    type: "metric",
    width: 8,
    height: 6,
    properties: {
      title,
      view: "timeSeries",
      region,
      period: 300,
      metrics: lines.map(({ namespace, metric, dimensions, statistic, label }) => [
        namespace,
        metric,
        ...Object.entries(dimensions).flat(),
        { stat: statistic, label },
      ]),
    },
  })),
];

new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: `${$app.name}-${$app.stage}`,
  dashboardBody: $jsonStringify({ widgets }),
});
