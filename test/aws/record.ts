import { AsyncLocalStorage } from "node:async_hooks";
import { channel } from "node:diagnostics_channel";
import { appendFileSync } from "node:fs";
import type { ClientRequest, IncomingMessage } from "node:http";
import { join } from "node:path";

// Loaded into a process, writes down what it sends to DynamoDB, SQS and SES and what these took, one JSON line each, in a file of
// its own in the directory that AWS_REQUESTS names. By then it is plain HTTP: whoever sends it cannot make it look better.

/** A request that its service took. */
export interface Recorded {
  /** `DynamoDB_20120810.PutItem`; empty for SES, which is asked by forms. */
  target: string;
  body: string;
  /** The function that sent it, `functions/http/hooks`; undefined outside of functions. */
  by?: string;
}

const running = new AsyncLocalStorage<string>();
/** Runs a function of which everything that is sent is by. */
export const inFunction = <T>(name: string, work: () => T): T => running.run(name, work);

const directory = process.env.AWS_REQUESTS;
if (directory !== undefined) {
  const file = join(directory, `${process.pid}.jsonl`);
  appendFileSync(file, "");
  channel("http.client.request.created").subscribe((message) => {
    const { request } = message as { request: ClientRequest };
    const target = String(request.getHeader("x-amz-target") ?? "");
    if (!/^(DynamoDB_|AmazonSQS\.|$)/.test(target)) return;
    const by = running.getStore();
    const pieces: Buffer[] = [];
    const { write, end } = request;
    const kept = (piece: unknown) => {
      if (typeof piece === "string" || piece instanceof Uint8Array) pieces.push(Buffer.from(piece as string));
    };
    request.write = (...given: unknown[]) => {
      kept(given[0]);
      return Reflect.apply(write, request, given);
    };
    request.end = (...given: unknown[]) => {
      kept(given[0]);
      return Reflect.apply(end, request, given);
    };
    request.once("response", ({ statusCode }: IncomingMessage) => {
      const body = Buffer.concat(pieces).toString();
      if (statusCode !== 200 || (target === "" && !body.startsWith("Action="))) return;
      const recorded: Recorded = { target, body, ...(by !== undefined && { by }) };
      appendFileSync(file, `${JSON.stringify(recorded)}\n`);
    });
  });
}
