import { Sha256 } from "@smithy/core/checksum";
import { HttpRequest } from "@smithy/core/protocols";
import {
  isClockSkewError,
  isServerError,
  isThrottlingError,
  isTransientError,
  StandardRetryStrategy,
} from "@smithy/core/retry";
import { SignatureV4 } from "@smithy/signature-v4";
import type { SdkError } from "@smithy/types";
import { inTime } from "../in-time/index.ts";

/** A service of AWS that is called in JSON: what its requests are signed for, and how its operations are called. */
export interface JsonService {
  /** `dynamodb` */
  name: string;
  /** `DynamoDB_20120810` */
  target: string;
  /** So often a request is sent at most. */
  attempts: number;
  /** Real ms until a connection, and an answer, of each. */
  connectMs: number;
  answerMs: number;
  /** Where it is, instead of where the environment says. */
  endpoint?: string | undefined;
}

/** An operation with its input as JSON text; answers the output's. Throws errors named as the service names them. */
export type Call = (operation: string, input: string) => Promise<string>;

const env = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
};

/** By its own variable, by that of all services, or AWS's own in the region. */
function endpointOf({ name, endpoint }: JsonService): URL {
  const region = env("AWS_REGION");
  return new URL(
    endpoint ||
      process.env[`AWS_ENDPOINT_URL_${name.toUpperCase()}`] ||
      process.env.AWS_ENDPOINT_URL ||
      `https://${name}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`,
  );
}

/** As the function's role, whose keys are the environment's. */
const credentials = async () => ({
  accessKeyId: env("AWS_ACCESS_KEY_ID"),
  secretAccessKey: env("AWS_SECRET_ACCESS_KEY"),
  ...(process.env.AWS_SESSION_TOKEN && { sessionToken: process.env.AWS_SESSION_TOKEN }),
});

/**
 * Calls a service without what makes its SDK large: the models of all operations, whose inputs are sent as they are. Signer, retries
 * and connections are the SDK's own.
 */
export function jsonService(service: JsonService): Call {
  const connections = inTime(service);
  const retries = new StandardRetryStrategy(service.attempts);
  let signer: SignatureV4 | undefined;
  let url: URL | undefined;
  /** How much later it is there than here, in ms. */
  let skewMs = 0;

  const attempt: Call = async (operation, input) => {
    url ??= endpointOf(service);
    signer ??= new SignatureV4({ service: service.name, region: env("AWS_REGION"), credentials, sha256: Sha256 });
    const body = Buffer.from(input);
    const request = new HttpRequest({
      method: "POST",
      protocol: url.protocol,
      hostname: url.hostname,
      ...(url.port && { port: Number(url.port) }),
      path: "/",
      headers: {
        host: url.host,
        "content-type": "application/x-amz-json-1.0",
        "content-length": String(body.byteLength),
        "x-amz-target": `${service.target}.${operation}`,
      },
      body,
    });
    const signed = await signer.sign(request, { signingDate: new Date(Date.now() + skewMs) });
    const { response } = await connections.handle(signed as HttpRequest);
    const text = await textOf(response.body as AsyncIterable<Uint8Array>);
    if (response.statusCode < 300) return text;
    const error = errorOf(response.statusCode, response.headers, text);
    if (isClockSkewError(error as SdkError)) skewMs = Date.parse(response.headers.date ?? "") - Date.now() || 0;
    throw error;
  };

  return async (operation, input) => {
    let token = await retries.acquireInitialRetryToken("");
    for (;;) {
      try {
        const output = await attempt(operation, input);
        retries.recordSuccess(token);
        return output;
      } catch (error) {
        const errorType = kindOf(error as SdkError);
        if (!errorType) throw error;
        token = await retries.refreshRetryTokenForRetry(token, { errorType, error: error as SdkError }).catch(() => {
          throw error;
        });
        await new Promise((resolve) => setTimeout(resolve, token.getRetryDelay()));
      }
    }
  };
}

/** As what an error is tried again; undefined where it would be the same again. */
function kindOf(error: SdkError): "THROTTLING" | "SERVER_ERROR" | "TRANSIENT" | undefined {
  if (isThrottlingError(error)) return "THROTTLING";
  if (isServerError(error)) return "SERVER_ERROR";
  return isTransientError(error) || isClockSkewError(error) ? "TRANSIENT" : undefined;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException` and what else the service says, as an error of that name. */
function errorOf(httpStatusCode: number, headers: Record<string, string>, text: string): Error {
  const said = jsonOf(text);
  const type = String(headers["x-amzn-errortype"] ?? said.__type ?? said.code ?? "UnknownError");
  const name = type.replace(/^.*#/, "").replace(/:.*$/, "");
  const message = String(said.message ?? said.Message ?? name);
  return Object.assign(new Error(message), { ...said, name, message, $metadata: { httpStatusCode } });
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
