import type { Peer } from "./peers.ts";
import type { Usage } from "./usage.ts";

/**
 * List prices, without tax. `month` is the one in which a price was last seen on the list, `seen` where: "memory" means nobody
 * looked it up, so check it on `page` before you rely on it.
 */
interface Dated {
  page: string;
  month: string;
  seen: string;
}

/** A line of AWS's list: `per` of them cost `dollars`. */
export interface Price extends Dated {
  name: string;
  of: keyof Usage;
  dollars: number;
  per: number;
}

/** What the prices are of. Free tiers and volume discounts are left out: they are the account's, not Baton's. */
export const region = "us-east-1";

const million = 1e6;
const gigabyte = 1024 ** 3;

export const prices: readonly Price[] = [
  {
    name: "API Gateway, HTTP API requests",
    of: "apiRequests",
    dollars: 1,
    per: million,
    page: "https://aws.amazon.com/api-gateway/pricing/",
    month: "2025-05",
    seen: "https://awsforengineers.com/blog/aws-api-gateway-pricing-explained",
  },
  {
    name: "Lambda, requests",
    of: "invocations",
    dollars: 0.2,
    per: million,
    page: "https://aws.amazon.com/lambda/pricing/",
    month: "2026-05",
    seen: "https://github.com/api-evangelist/aws-lambda/blob/main/plans/aws-lambda-plans-pricing.yml",
  },
  {
    name: "Lambda, GB-seconds on arm64",
    of: "gbSeconds",
    dollars: 13.3334,
    per: million,
    page: "https://aws.amazon.com/lambda/pricing/",
    month: "2026-05",
    seen: "https://git.mcrn.ar/mariano/lambda_local_runner/src/branch/main/docs/lambdas-md/lambda-13-cost.md",
  },
  {
    name: "DynamoDB, write units on demand",
    of: "writeUnits",
    dollars: 0.625,
    per: million,
    page: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    month: "2026-09",
    seen: "https://github.com/agammann/flo",
  },
  {
    name: "DynamoDB, read units on demand",
    of: "readUnits",
    dollars: 0.125,
    per: million,
    page: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    month: "2026-09",
    seen: "https://github.com/agammann/flo",
  },
  {
    name: "SQS, standard requests",
    of: "queueRequests",
    dollars: 0.4,
    per: million,
    page: "https://aws.amazon.com/sqs/pricing/",
    month: "2026-03",
    seen: "https://cloudburn.io/blog/amazon-sqs-pricing",
  },
  {
    // What a new account pays; one that sent mails before July 2026, or that leaves the plan, pays 0.1.
    name: "SES, mails by the Essentials plan",
    of: "mails",
    dollars: 0.16,
    per: 1_000,
    page: "https://aws.amazon.com/ses/pricing/",
    month: "2026-08",
    seen: "https://github.com/api-evangelist/amazon-ses/blob/main/plans/amazon-ses-plans-pricing.yml",
  },
  {
    name: "EventBridge Scheduler, invocations",
    of: "scheduled",
    dollars: 1,
    per: million,
    page: "https://aws.amazon.com/eventbridge/pricing/",
    month: "2026-03",
    seen: "https://cloudburn.io/blog/amazon-eventbridge-pricing",
  },
  {
    name: "CloudWatch, logs taken in",
    of: "logBytes",
    dollars: 0.5,
    per: gigabyte,
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    month: "2026-06",
    seen: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
  },
  {
    name: "DynamoDB, storage",
    of: "storedByteMonths",
    dollars: 0.25,
    per: gigabyte,
    page: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    month: "2026-09",
    seen: "https://github.com/agammann/flo",
  },
  {
    name: "DynamoDB, continuous backup",
    of: "backedUpByteMonths",
    dollars: 0.2,
    per: gigabyte,
    page: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
    month: "2026-09",
    seen: "https://github.com/agammann/flo",
  },
  {
    name: "CloudWatch, alarms",
    of: "alarmMonths",
    dollars: 0.1,
    per: 1,
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    month: "2026-08",
    seen: "https://c3x.dev/resources/aws/aws_cloudwatch_metric_alarm",
  },
  {
    name: "CloudWatch, metrics",
    of: "metricMonths",
    dollars: 0.3,
    per: 1,
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    month: "2026-02",
    seen: "https://signoz.io/guides/cloudwatch-pricing",
  },
  {
    name: "CloudWatch, dashboards",
    of: "dashboardMonths",
    dollars: 3,
    per: 1,
    page: "https://aws.amazon.com/cloudwatch/pricing/",
    month: "2026-06",
    seen: "https://www.factualminds.com/blog/amazon-cloudwatch-pricing-metrics-logs-alarms-dashboards/",
  },
];

/** What a company would use instead. They route leads; response clocks with escalation would be built on top, and cost more units. */
export const peers: readonly (Peer & Dated)[] = [
  {
    product: "Zapier",
    currency: "$",
    plans: [
      { name: "Professional", perMonth: 19.99, units: 750 },
      { name: "Team", perMonth: 69, units: 2_000 },
    ],
    unit: "task",
    // Look up the person, choose the owner, keep the lead, send the mail; the trigger is free.
    unitsPerLead: 4,
    // https://help.zapier.com/hc/en-us/articles/15279018245901-How-pay-per-task-billing-works-in-Zapier
    beyond: { times: 1.25, upTo: 3 },
    page: "https://zapier.com/pricing",
    month: "2026-05",
    seen: "https://github.com/aegisfleet/tool-survey-report/blob/main/_reports/zapier.md",
  },
  {
    product: "Make",
    currency: "$",
    plans: [{ name: "Core", perMonth: 9, units: 10_000 }],
    unit: "credit",
    // The same, and the trigger.
    unitsPerLead: 5,
    page: "https://www.make.com/en/pricing",
    month: "2026-02",
    seen: "https://github.com/aegisfleet/tool-survey-report/blob/main/_reports/make.md",
  },
  {
    product: "n8n Cloud",
    currency: "€",
    plans: [
      { name: "Starter", perMonth: 20, units: 2_500 },
      { name: "Pro", perMonth: 50, units: 10_000 },
    ],
    unit: "execution",
    unitsPerLead: 1,
    page: "https://n8n.io/pricing/",
    month: "2026-03",
    seen: "https://github.com/aegisfleet/tool-survey-report/blob/main/_reports/n8n.md",
  },
  {
    product: "Chili Piper",
    plan: "Routing & Scheduling",
    currency: "$",
    perMonth: 1_250,
    seats: 15,
    perSeatBeyond: 45,
    page: "https://www.chilipiper.com/pricing",
    month: "2026-08",
    seen: "https://github.com/api-evangelist/chili-piper/blob/main/plans/chili-piper-plans-pricing.yml",
  },
  {
    product: "Salesforce",
    plan: "Pro Suite",
    currency: "$",
    perMonth: 0,
    seats: 0,
    perSeatBeyond: 100,
    page: "https://www.salesforce.com/sales/pricing/",
    month: "2026-08",
    seen: "https://github.com/api-evangelist/salesforce/blob/main/plans/salesforce-plans-pricing.yml",
  },
  {
    product: "HubSpot",
    plan: "Sales Hub Professional",
    currency: "$",
    perMonth: 0,
    seats: 0,
    perSeatBeyond: 90,
    page: "https://www.hubspot.com/pricing/sales",
    month: "2025-06",
    seen: "memory",
  },
];
