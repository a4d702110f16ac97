import * as z from "zod";
import { numeric, operators, textual } from "../agreement/conditions.ts";
import { agreementSchema, condition } from "../agreement/schema.ts";
import { derivedFields, givenFields } from "../fields/builtin.ts";

type JsonSchema = z.core.JSONSchema.BaseSchema;

const ref = (name: string): JsonSchema => ({ $ref: `#/definitions/${name}` });
const list = (items: JsonSchema): JsonSchema => ({ type: "array", items });
const literal: JsonSchema = { type: ["string", "number", "boolean"] };

/** What an operator compares with. Instants are texts, so numbers are not the only things that have an order. */
function operand(operator: string): JsonSchema {
  if (operator === "exists") return { type: "boolean" };
  if (operator === "in" || operator === "notIn") return list(literal);
  if (numeric.includes(operator)) return { type: ["number", "string"] };
  return textual.includes(operator) ? { type: "string" } : literal;
}

/** One field's part of a condition. */
const test: JsonSchema = {
  description: "A value (equals), a list (one of), or operators.",
  anyOf: [
    literal,
    list(literal),
    {
      type: "object",
      properties: Object.fromEntries(operators.map((operator) => [operator, operand(operator)])),
      additionalProperties: false,
      minProperties: 1,
    },
  ],
};

/** Built-in fields are named so that editors propose them; an agreement declares others, and touches carry what a site sends. */
const conditionShape: JsonSchema = {
  type: "object",
  properties: {
    all: list(ref("condition")),
    any: list(ref("condition")),
    not: ref("condition"),
    ...Object.fromEntries(Object.keys({ ...givenFields, ...derivedFields }).map((field) => [field, ref("test")])),
  },
  additionalProperties: ref("test"),
};

/**
 * The shape of the agreement's language as a JSON Schema (draft 7, which editors know best). What refers to something else,
 * and what a pattern cannot judge, is left to `parse`.
 */
export function jsonSchema(): JsonSchema {
  const { $schema, definitions, ...shape } = z.toJSONSchema(agreementSchema, {
    io: "input",
    target: "draft-7",
    override({ zodSchema, jsonSchema }) {
      if (zodSchema === condition) Object.assign(jsonSchema, conditionShape);
      // Left out by zod where a text becomes something else, whose examples they would be.
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (examples) jsonSchema.examples = examples as JsonSchema["examples"];
      // The bound that every whole number has is of no interest to who writes one.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return {
    $schema,
    title: "Baton agreement",
    description: "The rules of engagement between marketing and sales.",
    ...shape,
    definitions: { ...(definitions as Record<string, JsonSchema>), test },
  } as JsonSchema;
}
