import { routes, schedules, streams } from "@baton/aws/topology";
import { componentOf, type Deployment, ofType, queuesOf, type Resource } from "../graph.ts";

/** What has to be noticed, and how an alarm on it rings in time. */
export interface Need {
  /** What is the matter when there is no such alarm. */
  unnoticed: string;
  metric: string;
  /** What the metric is of; of all when it is absent. */
  of?: string;
  statistic: "Maximum" | "SampleCount" | "Sum" | "p99";
  rings: (inputs: Resource["inputs"]) => boolean;
}

/** An alarm that rings above a limit, which lies between these two. */
const above =
  (least: number, most: number): Need["rings"] =>
  ({ comparisonOperator, threshold, treatMissingData }) =>
    comparisonOperator === "GreaterThanThreshold" &&
    threshold >= least &&
    threshold <= most &&
    treatMissingData !== "breaching";
const ofOne = above(0, 0);

/** An alarm that rings when nothing was measured for three runs of a schedule. */
const silence =
  (everyMinutes: number): Need["rings"] =>
  ({ comparisonOperator, threshold, treatMissingData, period, evaluationPeriods }) =>
    comparisonOperator === "LessThanThreshold" &&
    threshold === 1 &&
    treatMissingData === "breaching" &&
    period * evaluationPeriods === 3 * everyMinutes * 60;

/** What each schedule measures whenever it comes to its end. */
export const signsOfLife: Record<string, string> = {
  SweepClocks: "Sweeps",
  WatchClocks: "Overdue",
  WatchSources: "TroubledSources",
  CheckDays: "StaleDays",
};

/** The components of the functions that read the table's streams. */
const streamReaders = (deployment: Deployment): string[] =>
  Object.values(streams).map(({ handler }) => {
    const { lambda } = deployment.functions.find((fn) => fn.handler === handler)!;
    return componentOf(
      ofType(deployment, "aws:lambda/function:Function").find(({ inputs }) => inputs.name === lambda.name)!,
    );
  });

/** All that may stop, fail or pile up. */
export function needs(deployment: Deployment): Need[] {
  const topology = queuesOf(deployment);
  const dead = ofType(deployment, "aws:sqs/queue:Queue")
    .map(componentOf)
    .filter((name) => !(name in topology));
  return [
    ...dead.map((of): Need => {
      const metric = "ApproximateNumberOfMessagesVisible";
      return { unnoticed: `${of}: what lies there`, metric, of, statistic: "Maximum", rings: ofOne };
    }),
    ...Object.keys(topology).map((of): Need => {
      // SQS delays by a quarter of an hour at most, so what is younger may be as it should.
      const rings = above(15 * 60, 60 * 60);
      const metric = "ApproximateAgeOfOldestMessage";
      return { unnoticed: `${of}: what waits there`, metric, of, statistic: "Maximum", rings };
    }),
    ...streamReaders(deployment).map((of): Need => {
      // A stream keeps a change for a day.
      const rings = above(10 * 60_000, 60 * 60_000);
      return { unnoticed: `${of}: that it falls behind`, metric: "IteratorAge", of, statistic: "Maximum", rings };
    }),
    ...schedules.map(
      ({ name, everyMinutes }): Need => ({
        unnoticed: `${name}: that it no longer runs`,
        metric: signsOfLife[name]!,
        statistic: "SampleCount",
        rings: silence(everyMinutes),
      }),
    ),
    ...routes
      // Whoever asks whether it is well is told so.
      .filter(({ route }) => route !== "ANY /health")
      .map(({ route: of }): Need => {
        return { unnoticed: `${of}: that it fails`, metric: "ServerErrors", of, statistic: "Sum", rings: ofOne };
      }),
    {
      unnoticed: "what is too large to be taken",
      metric: "TooLarge",
      of: "ANY /hooks/{path+}",
      statistic: "Sum",
      rings: ofOne,
    },
    { unnoticed: "what stands still", metric: "Overdue", statistic: "Maximum", rings: ofOne },
    { unnoticed: "quarantine", metric: "Quarantined", statistic: "Sum", rings: ofOne },
    { unnoticed: "a source in trouble", metric: "TroubledSources", statistic: "Maximum", rings: ofOne },
    { unnoticed: "lateness", metric: "ClockLateness", statistic: "p99", rings: above(60_000, 10 * 60_000) },
    // Before 5 % and 0.1 %, from which on AWS reviews an account: docs.aws.amazon.com/ses/latest/dg/reputation-dashboard-messages.html
    {
      unnoticed: "that mails bounce",
      metric: "Reputation.BounceRate",
      statistic: "Maximum",
      rings: above(0.01, 0.04),
    },
    {
      unnoticed: "that mails are called spam",
      metric: "Reputation.ComplaintRate",
      statistic: "Maximum",
      rings: above(0.0002, 0.0008),
    },
  ];
}
