import { AsyncLocalStorage } from "node:async_hooks";
import { LogFormatter, Logger, LogItem, LogLevelThreshold } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";
import { service } from "@baton/core/metrics";
import type { Log, Time } from "@baton/core/ports";

type Level = Parameters<Log>[0];

/** What all lines of some work say; of its own for each, because one process may do much at once. */
const shared = new AsyncLocalStorage<Readonly<Record<string, unknown>>>();

/** Has every line that is logged by some work carry these fields besides its own. */
export function withFields<T>(fields: Record<string, unknown>, work: () => T): T {
  return shared.run({ ...shared.getStore(), ...fields }, work);
}

/** One line, without what Powertools' own format says besides: at what rate it samples, and whether the start was cold. */
class LineFormat extends LogFormatter {
  readonly #time: Time;
  readonly #stage: () => string;

  constructor(time: Time, stage: () => string) {
    super();
    this.#time = time;
    this.#stage = stage;
  }

  override formatAttributes(
    { logLevel, message, serviceName, xRayTraceId }: UnformattedAttributes,
    fields: LogAttributes,
  ): LogItem {
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        timestamp: new Date(this.#time.now()).toISOString(),
        service: serviceName,
        stage: this.#stage(),
        xray_trace_id: xRayTraceId,
        ...shared.getStore(),
        ...fields,
      },
    });
  }
}

class LineLogger extends Logger {
  /** Writes a line whichever level is set. */
  always(level: Level, message: string, fields: Record<string, unknown>): void {
    const threshold = LogLevelThreshold[level.toUpperCase() as Uppercase<Level>];
    // As shared fields, because Powertools takes no `service` as one of a line's own.
    withFields(fields, () => this.printLog(threshold, this.createAndPopulateLogItem(threshold, message, [])));
  }

  /** All lines go to stderr: on a laptop, stdout is for people. */
  protected override printLog(_level: number, item: LogItem): void {
    item.prepareForPrint();
    process.stderr.write(`${JSON.stringify(item.getAttributes(), this.getJsonReplacer())}\n`);
  }
}

/**
 * JSON lines for CloudWatch. Callers pass ids and codes, never what a lead typed, nor secrets, nor paths with tokens.
 *
 * @returns `log` writes from the level on that POWERTOOLS_LOG_LEVEL names, `always` what must not depend on it
 */
export function lineLog(time: Time, stage: () => string): { log: Log; always: Log } {
  const logger = new LineLogger({ serviceName: service, logFormatter: new LineFormat(time, stage) });
  return {
    log: (level, message, fields = {}) => logger[level](message, fields),
    always: (level, message, fields = {}) => logger.always(level, message, fields),
  };
}
