import { NodeHttpHandler } from "@smithy/node-http-handler";

/** As many as are asked for: of the SDK's own fifty others wait for one, and that waiting counts as connecting. */
const sockets = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };

/** Requests of an SDK's client that are connected, and answered, within so many real ms, or fail. */
export const inTime = ({ connectMs, answerMs }: { connectMs: number; answerMs: number }): NodeHttpHandler =>
  new NodeHttpHandler({
    connectionTimeout: connectMs,
    requestTimeout: answerMs,
    throwOnRequestTimeout: true,
    httpAgent: sockets,
    httpsAgent: sockets,
  });
