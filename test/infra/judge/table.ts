import { type TableShape, table as topology } from "@baton/aws/topology";
import { type Deployment, ofType } from "../graph.ts";
import { findings } from "./findings.ts";

/** The one table has the topology's keys and indexes, and cannot be lost by a mistake. */
export function table(deployment: Deployment): string[] {
  const [found, ...others] = ofType(deployment, "aws:dynamodb/table:Table");
  if (!found || others.length > 0) return [`there are ${others.length + (found ? 1 : 0)} tables`];
  const { inputs } = found;
  const shape = shapeOf(inputs);
  return [
    ...difference("attributes", shape.fields, topology.fields),
    ...difference("keys", shape.primaryIndex, topology.primaryIndex),
    ...difference("indexes", shape.globalIndexes, topology.globalIndexes),
    ...findings("the table", {
      [`its items expire by ${shape.ttl}`]: shape.ttl !== topology.ttl,
      [`its stream tells ${shape.stream}`]: shape.stream !== topology.stream,
      "it has no point-in-time recovery": inputs.pointInTimeRecovery?.enabled !== true,
      "it can be deleted": inputs.deletionProtectionEnabled !== true,
      "it goes when its stack goes": !found.retainOnDelete,
      "it is paid for when idle": inputs.billingMode !== "PAY_PER_REQUEST",
    }),
  ];
}

interface Index {
  name: string;
  hashKey: string;
  rangeKey: string;
  projectionType: string;
  nonKeyAttributes?: string[];
}

export function shapeOf(inputs: Record<string, unknown>): Omit<TableShape, "stream"> & { stream: string } {
  const attributes = inputs.attributes as { name: string; type: string }[];
  const indexes = inputs.globalSecondaryIndexes as Index[];
  const ttl = inputs.ttl as { attributeName: string; enabled: boolean } | undefined;
  return {
    fields: Object.fromEntries(
      attributes.filter(({ type }) => type === "S").map(({ name }) => [name, "string" as const]),
    ),
    primaryIndex: { hashKey: String(inputs.hashKey), rangeKey: String(inputs.rangeKey) },
    globalIndexes: Object.fromEntries(
      indexes.map(({ name, hashKey, rangeKey, projectionType, nonKeyAttributes = [] }) => [
        name,
        { hashKey, rangeKey, projection: projectionType === "KEYS_ONLY" ? "keys-only" : nonKeyAttributes },
      ]),
    ),
    ttl: ttl?.enabled ? ttl.attributeName : "",
    stream: inputs.streamEnabled === true && inputs.streamViewType === "KEYS_ONLY" ? "keys-only" : "none",
  };
}

function difference(what: string, found: object, wanted: object): string[] {
  const all = new Set([...Object.keys(found), ...Object.keys(wanted)]);
  const told = (of: object, name: string) => JSON.stringify(Object.entries(of).find(([key]) => key === name)?.[1]);
  return [...all]
    .filter((name) => told(found, name) !== told(wanted, name))
    .map((name) => `the table's ${what}: ${name} is ${told(found, name)} instead of ${told(wanted, name)}`);
}
