import type { TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Person, PersonWrite } from "@baton/core/person";
import { type Item, marshall } from "./table/client.ts";
import { companyKey, personKey } from "./table/keys.ts";

/**
 * A change of a person as writes that hold together or not at all, the person's own first. What becomes theirs is from then on an
 * item that only names them. Where any of the conditions fails, the person is not as seen any more.
 */
export function personWrites(
  TableName: string,
  { person, seen, join, sharedWith, takenFrom }: PersonWrite,
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
    put(person.id, itemOf(person), seen, former),
    ...join.map(({ identity, seen }) => put(identity, { same: person.id }, seen, former)),
    ...(takenFrom ? [put(takenFrom.person.id, itemOf(takenFrom.person), takenFrom.seen)] : []),
    ...(sharedWith ? [put(sharedWith.person.id, itemOf(sharedWith.person), sharedWith.seen)] : []),
  ];
}

/** A person as an item; whose company is known is in the index by it. */
const itemOf = (person: Person): object => ({
  ...person,
  ...(person.company !== undefined && { ownerKey: companyKey(person.company), createdKey: person.firstSeen }),
});

export function personOf({ pk: _pk, sk: _sk, ownerKey: _ownerKey, createdKey: _createdKey, ...person }: Item): Person {
  return person as unknown as Person;
}
