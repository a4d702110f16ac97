import type { Counted, CountedValue, Incident, SourceDay } from "@baton/core/health";
import type { HealthStore } from "@baton/core/ports";
import type { Dynamo } from "../call/index.ts";
import { held, type Item, marshall } from "./table/client.ts";
import { incidentKey, sourceDayKey, sourceKey, unnamedKey } from "./table/keys.ts";
import { query } from "./table/query.ts";

/** Counts, of no use to anybody after a year and a month. */
const KEPT_SECONDS = 400 * 86_400;
/** Such values are told for a week. */
const UNNAMED_KEPT_SECONDS = 9 * 86_400;
/** About what a source's days and incidents are read for; more come page by page. */
const PAGE = 64;

export function health(client: Dynamo, TableName: string): HealthStore {
  return {
    async countDelivery(source, counted) {
      const { at, skewMs, count = 1 } = counted;
      const instant = new Date(at).toISOString();
      const { counter, hours } = countersOf(counted);
      const isTaken = counted.what === "taken" || counted.what === "quarantined";
      const names = { "#counter": counter, ...(hours && { "#hour": `${hours}${new Date(at).getUTCHours()}` }) };
      await client.send("UpdateItem", {
        TableName,
        Key: marshall(sourceDayKey(source, instant.slice(0, 10))),
        UpdateExpression: [
          `ADD ${Object.keys(names)
            .map((name) => `${name} :count`)
            .join(", ")}`,
          `SET #last = :at, expiresAt = :expiresAt${skewMs === undefined ? "" : ", skewMs = :skewMs"}`,
        ].join(" "),
        ExpressionAttributeNames: { ...names, "#last": isTaken ? "lastAt" : "lastFailedAt" },
        ExpressionAttributeValues: marshall({
          ":count": count,
          ":at": instant,
          ":expiresAt": Math.floor(at / 1000) + KEPT_SECONDS,
          ...(skewMs !== undefined && { ":skewMs": Math.round(skewMs) }),
        }),
      });
    },

    async countUnnamed(source, day, values) {
      await Promise.all(
        values.map(({ field, value, count }) =>
          client.send("UpdateItem", {
            TableName,
            Key: marshall(unnamedKey(source, day, field, value)),
            UpdateExpression: "ADD #count :more SET #field = :field, #value = :value, expiresAt = :expiresAt",
            ExpressionAttributeNames: { "#count": "count", "#field": "field", "#value": "value" },
            ExpressionAttributeValues: marshall({
              ":more": count,
              ":field": field,
              ":value": value,
              ":expiresAt": Math.floor(Date.parse(day) / 1000) + UNNAMED_KEPT_SECONDS,
            }),
          }),
        ),
      );
    },

    async unnamedValues(source, sinceDay, most) {
      const found: CountedValue[] = [];
      const stored = query<CountedValue & Item>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :from AND :to",
        ExpressionAttributeValues: marshall({
          ":pk": unnamedKey(source, "", "", "").pk,
          ":from": sinceDay,
          ":to": "~",
        }),
        ScanIndexForward: false,
        Limit: most,
      });
      for await (const { field, value, count } of stored) {
        found.push({ field, value, count: Number(count) });
        if (found.length === most) break;
      }
      return found;
    },

    async sourceHealth(source, sinceDay) {
      const days: SourceDay[] = [];
      const incidents: Incident[] = [];
      const stored = query<Item & { sk: string }>(client, {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": sourceKey(source) }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: PAGE,
      });
      // Newest first, and the incidents before the days.
      for await (const item of stored) {
        if (item.sk.startsWith("INCIDENT#")) {
          if (item.closed === undefined) incidents.push(item.incident as Incident);
          continue;
        }
        const day = dayOf(item);
        if (day.day >= sinceDay || days.length === 0) days.unshift(day);
        if (day.day <= sinceDay) break;
      }
      return { days, incidents: incidents.reverse() };
    },

    openIncident: (source, incident) =>
      held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...incidentKey(source, incident.kind), incident, openedAt: incident.openedAt }),
          ConditionExpression: "attribute_not_exists(pk) OR attribute_exists(closed)",
        }),
      ),

    closeIncident: (source, kind, openedAt) =>
      held(
        client.send("UpdateItem", {
          TableName,
          Key: marshall(incidentKey(source, kind)),
          UpdateExpression: "SET closed = :true",
          ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(closed)${openedAt === undefined ? "" : " AND openedAt = :openedAt"}`,
          ExpressionAttributeValues: marshall({
            ":true": true,
            ...(openedAt !== undefined && { ":openedAt": openedAt }),
          }),
        }),
      ),

    claimIncident: (source, { kind, openedAt }, { now, until }) =>
      held(
        client.send("UpdateItem", {
          TableName,
          Key: marshall(incidentKey(source, kind)),
          UpdateExpression: "SET claimedUntil = :until",
          ConditionExpression:
            "openedAt = :openedAt AND attribute_not_exists(closed) AND attribute_not_exists(incident.toldAt) AND (attribute_not_exists(claimedUntil) OR claimedUntil <= :now)",
          ExpressionAttributeValues: marshall({ ":openedAt": openedAt, ":until": until, ":now": now }),
        }),
      ),

    async incidentTold(source, { kind, openedAt }, at) {
      await held(
        client.send("UpdateItem", {
          TableName,
          Key: marshall(incidentKey(source, kind)),
          UpdateExpression: "SET incident.toldAt = :at",
          ConditionExpression: "openedAt = :openedAt",
          ExpressionAttributeValues: marshall({ ":openedAt": openedAt, ":at": new Date(at).toISOString() }),
        }),
      );
    },
  };
}

/** Attributes that count a delivery: one for the day and, but for tests, one for the hour. */
function countersOf({ what, test }: Counted): { counter: string; hours?: "arrived" | "failed" } {
  if (what === "tooLarge") return { counter: what };
  if (what === "refused" || what === "stale") return { counter: what, hours: "failed" };
  if (what === "taken" && test) return { counter: "tests" };
  return { counter: what, hours: "arrived" };
}

function dayOf(item: Item & { sk: string }): SourceDay {
  const number = (name: string) => Number(item[name] ?? 0);
  const hours = (name: string) => Array.from({ length: 24 }, (_, hour) => number(`${name}${hour}`));
  return {
    day: item.sk.slice("DAY#".length),
    taken: number("taken"),
    quarantined: number("quarantined"),
    refused: number("refused"),
    stale: number("stale"),
    tooLarge: number("tooLarge"),
    tests: number("tests"),
    arrived: hours("arrived"),
    failed: hours("failed"),
    ...(typeof item.lastAt === "string" && { lastAt: item.lastAt }),
    ...(typeof item.lastFailedAt === "string" && { lastFailedAt: item.lastFailedAt }),
    ...(item.skewMs !== undefined && { skewMs: Number(item.skewMs) }),
  };
}
