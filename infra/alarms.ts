/// <reference path="../.sst/platform/config.d.ts" />
import { schedules, type streams as shapes } from "../packages/aws/src/topology/index.ts";
import type { Metric } from "../packages/core/src/metrics/index.ts";
import { serverErrors, tooLarge } from "./api.ts";
import { missedRuns, queues } from "./queues.ts";
import { crons } from "./schedules.ts";
import { measured, ofFunction, ofMail, ofQueue, type Series } from "./series.ts";
import { streams } from "./streams.ts";

// Functions have no alarms of their own: what fails in one is an answer that a caller gets, a message that stays in its queue, or
// a schedule's sign of life that stays away.

/** Who is told: an e-mail address, which has to confirm that it wants to be. */
const operator = process.env.BATON_ALARMS;
const topic = new sst.aws.SnsTopic("Alarms");
if (operator)
  new aws.sns.TopicSubscription("AlarmsByMail", { topic: topic.arn, protocol: "email", endpoint: operator });

interface Alarm {
  name: string;
  /** What has happened, and what to do: it is all that the mail says. */
  description: $util.Input<string>;
  series: Series;
  statistic: "Maximum" | "SampleCount" | "Sum" | "p99";
  threshold: { above: number } | { below: number };
  /** Of `periods` of so many minutes, `bad` must have been bad; all of them when it is absent. */
  minutes: number;
  periods: number;
  bad?: number;
  /** What is thought where nothing was measured; `ignore` leaves the alarm as it is. */
  nothing: "breaching" | "ignore" | "notBreaching";
}

/** SQS delays by a quarter of an hour at most; what is older waits for its worker. */
const OLD_SECONDS = 20 * 60;

const backlogs = Object.entries(queues).flatMap(([name, { live, dead, shape }]): Alarm[] => {
  const { handler, maxReceives } = shape;
  return [
    {
      name: `${name}Dead`,
      description: $interpolate`Messages of ${name} failed ${maxReceives} times and were put aside, for 14 days at most. Look for errors in the log of ${handler}, mend the cause, then put them back: aws sqs start-message-move-task --source-arn ${dead.arn}`,
      series: ofQueue(dead, "ApproximateNumberOfMessagesVisible"),
      statistic: "Maximum",
      threshold: { above: 0 },
      minutes: 5,
      periods: 1,
      nothing: "notBreaching",
    },
    {
      name: `${name}Waits`,
      description: $interpolate`Messages wait in ${name} for more than 20 minutes: its worker, ${handler}, is switched off, too slow, or fails with what it needs. See whether it is on with aws lambda list-event-source-mappings --event-source-arn ${live.arn} and look for errors in its log; what waits is done by itself afterwards.`,
      series: ofQueue(live, "ApproximateAgeOfOldestMessage"),
      statistic: "Maximum",
      threshold: { above: OLD_SECONDS },
      minutes: 5,
      periods: 2,
      nothing: "notBreaching",
    },
  ];
});

/** What each schedule measures whenever it has run to its end. */
const signsOfLife: Record<string, Metric> = {
  SweepClocks: "Sweeps",
  WatchClocks: "Overdue",
  WatchSources: "TroubledSources",
  CheckDays: "StaleDays",
};

/** What a change that was left behind, or is read late, does not reach, and what makes up for it. */
const consequences: Record<keyof typeof shapes, { dead: string; late: string }> = {
  RowsStream: {
    dead: "The check of the days finds by itself within a day what reports lack",
    late: "reports of the last hours lack them",
  },
  CluesStream: {
    dead: "What changed may be missing in exports and erasures: have it found with npx baton export ADDRESS --audit, with any address",
    late: "exports and erasures may lack them; until then use npx baton export and forget with --audit",
  },
};

const behind = Object.entries(streams).flatMap(([name, { handler, dead, function: reader }]): Alarm[] => [
  {
    name: `${name}Dead`,
    description: $interpolate`${handler} could not hand over changes of the table, and left them behind. Look for errors in its log and mend the cause. ${consequences[name as keyof typeof shapes].dead}; then forget where it lay: aws sqs purge-queue --queue-url ${dead.url}`,
    series: ofQueue(dead, "ApproximateNumberOfMessagesVisible"),
    statistic: "Maximum",
    threshold: { above: 0 },
    minutes: 5,
    periods: 1,
    nothing: "notBreaching",
  },
  {
    name: `${name}Late`,
    description: $interpolate`Changes of the table are read more than an hour after they were made, and are kept for a day: ${consequences[name as keyof typeof shapes].late}. ${handler} is switched off, or fails with what it needs. See whether it is on with aws lambda list-event-source-mappings --function-name ${$util.output(reader).name} and look for errors in its log; what waits is done by itself afterwards.`,
    series: ofFunction($util.output(reader).name, "IteratorAge"),
    statistic: "Maximum",
    threshold: { above: 60 * 60_000 },
    minutes: 5,
    periods: 2,
    nothing: "notBreaching",
  },
]);

const missing = schedules.map(
  ({ name, everyMinutes, handler }): Alarm => ({
    name: `${name}Missing`,
    description: $interpolate`${handler} should come to its end every ${everyMinutes} minutes and has not for three times that. Run it by hand and read what it says: aws lambda invoke --function-name ${crons[name]!.nodes.function.name} --cli-read-timeout 0 --log-type Tail --query LogResult --output text /dev/null | base64 --decode`,
    series: measured(signsOfLife[name]!),
    statistic: "SampleCount",
    threshold: { below: 1 },
    minutes: everyMinutes,
    periods: 3,
    nothing: "breaching",
  }),
);

const failing = [
  {
    name: "HooksFail",
    route: "ANY /hooks/{path+}",
    says: "A provider got an error: neither the table nor the intake queue took its delivery. Most send it again by themselves, so see with npx baton sources whether deliveries arrive; if not, have the provider send them again. Why is in the log of functions/http/hooks.handler.",
  },
  {
    name: "PagesFail",
    route: "ANY /r/{token}",
    says: "Somebody who opened the link in a mail, or said what came of a lead, got an error; if the latter, its clock goes on: see with npx baton leads which is about to escalate. Why is in the log of functions/http/respond.handler; if a deployment brought it, check out the version before and run npx sst deploy again.",
  },
  {
    name: "QuestionsFail",
    route: "ANY /a/{token}",
    says: "Somebody who opened or answered a question of their Weekly got an error. Why is in the log of functions/http/respond.handler; they may answer again once npx sst deploy has brought what mends it.",
  },
  {
    name: "CampaignPagesFail",
    route: "ANY /c/{token}",
    says: "Somebody who opened the page of a campaign got an error. See with npx baton campaigns whether the same numbers can be told; why they could not is in the log of functions/http/respond.handler.",
  },
  {
    name: "SheetPagesFail",
    route: "ANY /p/{token}",
    says: "Somebody who opened the balance sheet or a review, or wrote down who does what, got an error. See with npx baton sheet and npx baton review whether the same can be told; why it could not is in the log of functions/http/respond.handler.",
  },
  {
    name: "BoardFails",
    route: "$default",
    says: "Somebody who opened a page of the board, or signed in, got an error. Leads are received and told of all the same, and links in mails work. Why is in the log of functions/http/board.handler; if a deployment brought it, check out the version before and run npx sst deploy again.",
  },
  {
    name: "ApiFails",
    route: "ANY /api/{path+}",
    says: "A program that uses the API, or the command line, got an error. See with npx baton sources whether it answers at all; why it did not is in the log of functions/http/api.handler.",
  },
  {
    name: "PrivacyFails",
    route: "ANY /api/privacy/{path+}",
    says: "Somebody's data could not be told or erased, or only in part. Run npx baton export or npx baton forget again, which does the rest; why it failed is in the log of functions/http/privacy.handler.",
  },
].map(
  ({ name, route, says }): Alarm => ({
    name,
    description: says,
    series: serverErrors(route),
    statistic: "Sum",
    threshold: { above: 0 },
    minutes: 5,
    periods: 1,
    nothing: "notBreaching",
  }),
);

const all: Alarm[] = [
  ...backlogs,
  ...behind,
  {
    name: "MissedRuns",
    description: $interpolate`A schedule could not start its function, though it tried three times. Nothing has to be made up for, the next run does all there is; read why with aws sqs receive-message --queue-url ${missedRuns.url} and then forget it with aws sqs purge-queue --queue-url ${missedRuns.url}`,
    series: ofQueue(missedRuns, "ApproximateNumberOfMessagesVisible"),
    statistic: "Maximum",
    threshold: { above: 0 },
    minutes: 5,
    periods: 1,
    nothing: "notBreaching",
  },
  ...missing,
  {
    name: "ClocksLate",
    description:
      "Reminders and escalations come more than two minutes late, though they do come: more falls due than is worked off. See on the dashboard whether messages wait in ChecksQueue; npx baton leads shows what falls due next.",
    series: measured("ClockLateness"),
    statistic: "p99",
    threshold: { above: 2 * 60_000 },
    minutes: 5,
    // One step may be late because its message was lost, which the sweep makes up for within five minutes.
    periods: 3,
    bad: 2,
    nothing: "notBreaching",
  },
  {
    name: "ClocksStandStill",
    description:
      "Something that was due more than ten minutes ago is still not done. The agreement's operator has a mail that names what waits longest: look at it with npx baton show ID, and for errors in the log of functions/queue/run-check.handler.",
    series: measured("Overdue"),
    statistic: "Maximum",
    threshold: { above: 0 },
    minutes: 5,
    // The first look may be at the end of an outage, and none may fall into a period.
    periods: 3,
    bad: 2,
    nothing: "notBreaching",
  },
  ...failing,
  {
    name: "TooLarge",
    description:
      "A delivery was larger than what is taken: 1 MiB, and 4.5 MB of a form with files. Whoever filled it in reaches nobody: see with npx baton sources which source it was; what not even reached it is in the API's access log with status 413. Have the form take smaller files, or upload them elsewhere.",
    series: tooLarge("ANY /hooks/{path+}"),
    statistic: "Sum",
    threshold: { above: 0 },
    minutes: 60,
    periods: 1,
    nothing: "notBreaching",
  },
  {
    name: "QuarantineGrows",
    description:
      "A delivery was put into quarantine, so nobody answers whoever is behind it. See which and why with npx baton quarantine, correct the source in the agreement, and have them read again: npx baton replay --source NAME",
    series: measured("Quarantined"),
    statistic: "Sum",
    threshold: { above: 0 },
    minutes: 60,
    periods: 1,
    nothing: "notBreaching",
  },
  {
    name: "SourceInTrouble",
    description:
      "A source is silent against its habits, or its deliveries or Baton's access to it are refused. See which and why with npx baton sources; the agreement's operator has a mail about it.",
    series: measured("TroubledSources"),
    statistic: "Maximum",
    threshold: { above: 0 },
    minutes: 15,
    periods: 1,
    // Whether it is over is known when somebody looks again.
    nothing: "ignore",
  },
  {
    name: "MailBounces",
    description:
      "More than 3 % of the account's mails bounce; from 5 % on AWS reviews the account, and from 10 % on it may stop its mails. Correct the addresses in the agreement and publish it with npx baton apply FILE; aws sesv2 list-suppressed-destinations --reasons BOUNCE lists which.",
    series: ofMail("Reputation.BounceRate"),
    statistic: "Maximum",
    threshold: { above: 0.03 },
    minutes: 60,
    periods: 1,
    // A rate holds until more is sent.
    nothing: "ignore",
  },
  {
    name: "MailComplaints",
    description:
      "More than 0.05 % of the account's mails were called spam; from 0.1 % on AWS reviews the account, and from 0.5 % on it may stop its mails. Ask whom aws sesv2 list-suppressed-destinations --reasons COMPLAINT lists; whoever wants no mail leaves the agreement with npx baton apply FILE",
    series: ofMail("Reputation.ComplaintRate"),
    statistic: "Maximum",
    threshold: { above: 0.0005 },
    minutes: 60,
    periods: 1,
    nothing: "ignore",
  },
];

export const alarms = all.map(
  ({ name, description, series, statistic, threshold, minutes, periods, bad = periods, nothing }) =>
    new aws.cloudwatch.MetricAlarm(`${name}Alarm`, {
      name: `${$app.name}-${$app.stage}-${name}`,
      alarmDescription: description,
      namespace: series.namespace,
      metricName: series.metric,
      dimensions: series.dimensions,
      ...(statistic === "p99" ? { extendedStatistic: statistic } : { statistic }),
      ...("above" in threshold
        ? { comparisonOperator: "GreaterThanThreshold", threshold: threshold.above }
        : { comparisonOperator: "LessThanThreshold", threshold: threshold.below }),
      period: minutes * 60,
      evaluationPeriods: periods,
      datapointsToAlarm: bad,
      treatMissingData: nothing,
      alarmActions: [topic.arn],
      okActions: [topic.arn],
    }),
);
