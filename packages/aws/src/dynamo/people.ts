import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { PersonWrite } from "@baton/core/person";
import { marshall } from "./table/client.ts";
import { colleagueKey, personKey } from "./table/keys.ts";

/**
 * A change of a person as writes that hold together or not at all, the person's own first. What becomes theirs is from then on an
 * item that only names them. Where any of the conditions fails, the person is not as seen any more.
 */
export function personWrites(
  TableName: string,
  { person, seen, join, joinsCompany, sharedWith, takenFrom }: PersonWrite,
): TransactWriteItem[] {
  const put = (identity: string, value: object, revision: number, former?: string): TransactWriteItem => ({
    Put: {
      TableName,
      Item: marshall({ ...personKey(identity), ...value }),
      ...(former !== undefined
        ? { ConditionExpression: "same = :former", ExpressionAttributeValues: marshall({ ":former": former }) }
        : revision === 0
          ? { ConditionExpression: "attribute_not_exists(pk)" }
          : {
              ConditionExpression: "revision = :seen",
              ExpressionAttributeValues: marshall({ ":seen": revision }),
            }),
    },
  });
  const former = takenFrom?.person.id;
  return [
    put(person.id, person, seen, former),
    ...join.map(({ identity, seen }) => put(identity, { same: person.id }, seen, former)),
    ...(joinsCompany && person.company !== undefined
      ? [{ Put: { TableName, Item: marshall(colleagueKey(person.company, person.id)) } }]
      : []),
    ...(takenFrom ? [put(takenFrom.person.id, takenFrom.person, takenFrom.seen)] : []),
    ...(sharedWith ? [put(sharedWith.person.id, sharedWith.person, sharedWith.seen)] : []),
  ];
}
