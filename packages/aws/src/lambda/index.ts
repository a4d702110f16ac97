import type { Time } from "@baton/core/ports";
import type { Context } from "aws-lambda";
import { eachMessage } from "./batch.ts";
import { lineLog, withFields } from "./log.ts";
import { meter } from "./metrics.ts";

export { hookRequest } from "./http-event.ts";

/** What functions on Lambda share: a log, metrics, and handlers that use both. `stage` is asked for when first needed. */
export function lambdaRuntime(time: Time, stage: () => string) {
  const { log, always } = lineLog(time, stage);
  // What alarms rest on is published at any log level.
  const { measure, publish } = meter(always, stage);

  /** A handler whose lines name the function and the invocation, in Powertools' words, and whose measurements are published. */
  const invoked =
    <Answer, Event = void>(work: (event: Event) => Promise<Answer>) =>
    (event: Event, context?: Context): Promise<Answer> =>
      withFields({ ...(context && invocation(context)), ...requestId(event) }, () => work(event).finally(publish));

  const each = eachMessage(log);
  return {
    log,
    measure,
    /** Publishes what was measured before the end of a run. */
    publish,
    invoked,
    eachMessage: <T>(...given: Parameters<typeof each<T>>) => invoked(each(...given)),
  };
}

const invocation = ({ functionName, awsRequestId }: Context) => ({
  function_name: functionName,
  function_request_id: awsRequestId,
});

/** The gateway's own id of a request, which its access log has too. */
function requestId(event: unknown): { apiRequestId?: string } {
  const id = (event as { requestContext?: { requestId?: unknown } } | undefined)?.requestContext?.requestId;
  return typeof id === "string" ? { apiRequestId: id } : {};
}
