import type { Store } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { agreements } from "./agreements.ts";
import { deliveries } from "./deliveries.ts";
import { health } from "./health.ts";
import { leadStore } from "./leads.ts";
import { leadLists } from "./lists.ts";
import { corrections } from "./loads.ts";
import { askStore } from "./loop/asks.ts";
import { campaignStore } from "./loop/campaigns.ts";
import { dealStore } from "./loop/deals.ts";
import { surveyStore } from "./loop/surveys.ts";
import { viewerStore } from "./loop/viewers.ts";
import { mailboxes } from "./mailboxes.ts";
import { ownership } from "./ownership.ts";
import { batches } from "./table/batches.ts";
import { dynamoClient, withRefusals } from "./table/client.ts";
import { tables } from "./tables.ts";
import { turnStore } from "./turns.ts";

export { changedDays } from "./changed-days.ts";
export { changedLeads, changedPlaces, dynamoClues } from "./clues.ts";
export { dynamoPrivacy } from "./privacy.ts";
export { dynamoReports } from "./reports.ts";

/** Core's store in one DynamoDB table (see the topology for its keys and indexes). */
export function dynamoStore(options: { table: string; client?: Dynamo }): Store {
  const client = withRefusals(options.client ?? dynamoClient());
  return {
    ...agreements(client, options.table),
    ...batches(client, options.table),
    ...corrections(client, options.table),
    ...askStore(client, options.table),
    ...campaignStore(client, options.table),
    ...dealStore(client, options.table),
    ...deliveries(client, options.table),
    ...health(client, options.table),
    ...leadStore(client, options.table),
    ...leadLists(client, options.table),
    ...mailboxes(client, options.table),
    ...ownership(client, options.table),
    ...surveyStore(client, options.table),
    ...tables(client, options.table),
    ...turnStore(client, options.table),
    ...viewerStore(client, options.table),
  };
}
