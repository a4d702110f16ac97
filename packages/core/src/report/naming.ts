import type { Row } from "../lead/row.ts";
import type { Carried } from "./cube.ts";
import { type Dimension, keyOf } from "./dimensions.ts";

/** Which campaign something belongs to, by the name that it carries and its source. */
export type Naming = (...carried: Carried) => string | null;

/** Where no campaign is described, each is called what it carries. */
export const asCarried: Naming = (campaign) => campaign;

/** A row's value of a dimension, campaigns by their ids. */
export const namedKey = (row: Row, dimension: Dimension, naming: Naming): string | null =>
  dimension === "campaign" ? naming(row.campaign, row.source) : keyOf(row, dimension);
