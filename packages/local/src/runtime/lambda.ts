import "./jsx.ts";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { BatonError } from "@baton/core/error";
import type { Context } from "aws-lambda";

type Handler = (event: unknown, context: Context) => unknown;

/** A Lambda function on this machine. */
export interface Lambda {
  /** Runs the handler as AWS would; rejects with what it throws, or when it takes longer than the function's timeout. */
  invoke(event: unknown): Promise<unknown>;
}

/** Runs the work of a function, `functions/http/hooks`, as it is by default: in a test, with what watches it. */
export type Around = (functionName: string, work: () => unknown) => unknown;

/** Imports `functions/http/hooks.handler`: the export `handler` of `functions/http/hooks.ts` under `root`. */
export async function loadLambda(
  root: string,
  path: string,
  timeoutSeconds: number,
  around: Around = (_, work) => work(),
): Promise<Lambda> {
  const dot = path.lastIndexOf(".");
  const exportName = path.slice(dot + 1);
  const file = join(root, `${path.slice(0, dot)}.ts`);
  let module: Record<string, unknown>;
  try {
    module = await import(pathToFileURL(file).href);
  } catch (cause) {
    throw new BatonError("handler.broken", `${file} does not load: ${String(cause)}`, { cause });
  }
  const handler = module[exportName];
  if (typeof handler !== "function")
    throw new BatonError("handler.missing", `${file} exports no function ${exportName}`);
  const name = path.slice(0, dot);
  const work: Handler = (event, context) => around(name, () => (handler as Handler)(event, context));
  return { invoke: (event) => withTimeout(work, event, name, timeoutSeconds * 1000) };
}

async function withTimeout(
  handler: Handler,
  event: unknown,
  functionName: string,
  timeoutMs: number,
): Promise<unknown> {
  const context = lambdaContext(functionName, timeoutMs);
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new BatonError("handler.timeout", `${functionName} timed out after ${timeoutMs / 1000} s`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([(async () => handler(event, context))(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The second argument of a handler. Its remaining time is real time, as the function's timeout is. */
export function lambdaContext(functionName: string, timeoutMs: number): Context {
  const deadline = performance.now() + timeoutMs;
  const unsupported = () => {
    throw new BatonError("handler.callback", "Handlers answer with a promise");
  };
  const name = functionName.replaceAll("/", "-");
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    memoryLimitInMB: "1024",
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
    done: unsupported,
    fail: unsupported,
    succeed: unsupported,
  };
}
