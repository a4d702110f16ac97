import type { SurveyStore } from "@baton/core/ports";
import type { Survey } from "@baton/core/survey";
import type { Dynamo } from "../../call/index.ts";
import { held, marshall, unmarshall } from "../table/client.ts";
import { surveyKey, surveysKey } from "../table/keys.ts";

interface Item extends Record<string, unknown> {
  json: string;
  revision: number;
}

export function surveyStore(client: Dynamo, TableName: string): SurveyStore {
  const surveyOf = ({ json, revision }: Item): Survey => ({
    ...(JSON.parse(json) as Omit<Survey, "revision">),
    revision,
  });
  return {
    async survey(id) {
      const Key = marshall(surveyKey(id));
      const { Item } = await client.send("GetItem", { TableName, Key, ConsistentRead: true });
      return Item && surveyOf(unmarshall(Item));
    },

    async surveys(most) {
      const { Items = [] } = await client.send("Query", {
        TableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: marshall({ ":pk": surveysKey }),
        ScanIndexForward: false,
        ConsistentRead: true,
        Limit: most,
      });
      return Items.map((item) => surveyOf(unmarshall(item)));
    },

    async commitSurvey({ revision, ...survey }) {
      const first = revision === 1;
      const done = await held(
        client.send("PutItem", {
          TableName,
          Item: marshall({ ...surveyKey(survey.id), revision, json: JSON.stringify(survey) }),
          ConditionExpression: first ? "attribute_not_exists(pk)" : "revision = :before",
          ...(!first && { ExpressionAttributeValues: marshall({ ":before": revision - 1 }) }),
        }),
      );
      return done ? "done" : "conflict";
    },
  };
}
