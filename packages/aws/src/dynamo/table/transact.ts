import type { CancellationReason, TransactWriteItem } from "@aws-sdk/client-dynamodb";
import type { Dynamo } from "../../call/index.ts";
import { failedAs, refused } from "./client.ts";

/** A transaction that met another one on the same item is tried again this often, after a short random wait. */
const CONFLICT_ATTEMPTS = 8;

/** Writes all or nothing; answers the index of the condition that failed, or -1 when all went through. */
export async function transact(client: Dynamo, TransactItems: TransactWriteItem[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send("TransactWriteItems", { TransactItems });
      return -1;
    } catch (error) {
      if (!failedAs(error, "TransactionCanceledException")) throw error;
      const reasons = (error as { CancellationReasons?: CancellationReason[] }).CancellationReasons ?? [];
      const failed = reasons.findIndex(({ Code }) => Code === "ConditionalCheckFailed");
      if (failed >= 0) return failed;
      const invalid = reasons.find(({ Code }) => Code === "ValidationError");
      if (invalid) throw refused(new Error(invalid.Message ?? "invalid"));
      if (
        attempt === CONFLICT_ATTEMPTS ||
        !reasons.some(({ Code }) => Code === "TransactionConflict" || Code === "ThrottlingError")
      )
        throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** attempt));
    }
  }
}
