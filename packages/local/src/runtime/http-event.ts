import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** What of an HTTP request reaches a function. */
export interface HttpRequest {
  method: string;
  /** Path and query as sent. */
  url: string;
  /** Names and values in turn, as received. */
  rawHeaders: string[];
  body: Buffer;
  sourceIp: string;
  protocol: string;
}

/** Headers that belong to the connection, and the one that becomes `cookies`. */
const notForwarded = new Set(["connection", "keep-alive", "transfer-encoding", "cookie"]);

/** Content types whose body API Gateway passes as text, if it is. Any other, form-encoded and a missing one included, arrives in base64. */
const textType = /^(text\/.*|application\/(json|javascript|xml))$/;

/** API Gateway's event for an HTTP API, payload format 2.0. `now` is the simulated epoch millisecond. */
export function httpEvent(
  request: HttpRequest,
  match: { route: string; pathParameters: Record<string, string> },
  now: number,
): APIGatewayProxyEventV2 {
  const [rawPath = "/", ...query] = request.url.split("?");
  const rawQueryString = query.join("?");
  const headers = joinHeaders(request.rawHeaders);
  const cookies = valuesOf(request.rawHeaders, "cookie").flatMap((value) => value.split(/;\s*/));
  const domainName = (headers.host ?? "localhost").replace(/:\d+$/, "");
  headers["x-forwarded-for"] = [headers["x-forwarded-for"], request.sourceIp].filter(Boolean).join(", ");
  headers["x-forwarded-proto"] ??= "http";
  const isText =
    textType.test((headers["content-type"] ?? "").split(";")[0]!.trim().toLowerCase()) && isUtf8(request.body);

  return {
    version: "2.0",
    routeKey: match.route,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(rawQueryString ? { queryStringParameters: joinQuery(rawQueryString) } : {}),
    ...(Object.keys(match.pathParameters).length > 0 ? { pathParameters: match.pathParameters } : {}),
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName,
      domainPrefix: domainName.split(".")[0]!,
      http: {
        method: request.method,
        path: rawPath,
        protocol: request.protocol,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: match.route,
      stage: "$default",
      time: commonLogTime(now),
      timeEpoch: now,
    },
    ...(request.body.length > 0 ? { body: request.body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
}

export function httpRequest(request: IncomingMessage, body: Buffer): HttpRequest {
  return {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    rawHeaders: request.rawHeaders,
    body,
    sourceIp: (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, ""),
    protocol: `HTTP/${request.httpVersion}`,
  };
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** What API Gateway answers for a function's result; undefined when it cannot make a response of it. */
export function httpResponse(result: unknown): HttpResponse | undefined {
  const isObject = typeof result === "object" && result !== null;
  if (!isObject || !("statusCode" in result)) {
    // Without a status code the whole result is the body.
    const body = typeof result === "string" ? result : (JSON.stringify(result) ?? "");
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(body) };
  }
  const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded } = result as Record<string, unknown>;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== "string") return undefined;

  const lowered = Object.entries(headers as Record<string, unknown>).flatMap(([name, value]): [string, string][] =>
    value === undefined || /^(content-length|transfer-encoding|connection)$/i.test(name)
      ? []
      : [[name.toLowerCase(), String(value)]],
  );
  return {
    status,
    headers: {
      "content-type": "text/plain;charset=UTF-8",
      ...Object.fromEntries(lowered),
      ...(Array.isArray(cookies) && cookies.length > 0 ? { "set-cookie": cookies.map(String) } : {}),
    },
    body: Buffer.from(body, isBase64Encoded === true ? "base64" : "utf8"),
  };
}

function joinHeaders(rawHeaders: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of new Set(rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()))) {
    if (!notForwarded.has(name)) headers[name] = valuesOf(rawHeaders, name).join(",");
  }
  return headers;
}

function valuesOf(rawHeaders: string[], name: string): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === name);
}

function joinQuery(rawQueryString: string): Record<string, string> {
  const query = new URLSearchParams(rawQueryString);
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name).join(",")]));
}

/** `21/Nov/2026:09:05:00 +0000` */
function commonLogTime(instant: number): string {
  const [, day, month, year, time] = new Date(instant).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
