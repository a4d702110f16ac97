import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { BatonError } from "@baton/core/error";
import { readOidc } from "@baton/core/signed";
import { parseInstant } from "./clock/clock.ts";

/** The project's directory. */
export const projectRoot = fileURLToPath(new URL("../../..", import.meta.url));

export const exampleAgreement = join(projectRoot, "packages/local/example/acme.agreement.yaml");

export interface Settings {
  /** 0: a free one. */
  port: number;
  /** 0: a free one. */
  inboxPort: number;
  /** Absolute; undefined: nothing is kept. */
  dataDir: string | undefined;
  /** As given, because findings repeat it. */
  agreementPath: string;
  apiKey: string | undefined;
  /** Values of secrets by name; others are generated. */
  secrets: Record<string, string>;
  speed: number;
  /** Simulated start, ISO; undefined: the real time. */
  now: string | undefined;
  /** The domain for copies of mails to leads; undefined: none are received. */
  inboundDomain: string | undefined;
  /** The board's identity provider, as JSON; empty for none. */
  identityProvider: string;
}

/** Reads the settings of `npm start`. Throws `settings.invalid`, which names the variable. */
export function readSettings(env: Record<string, string | undefined>, cwd: string): Settings {
  const secrets: Record<string, string> = {};
  for (const [variable, value] of Object.entries(env)) {
    const name = /^BATON_SECRET_(.+)$/.exec(variable)?.[1];
    if (!name || value === undefined) continue;
    if (value === "") throw invalid(variable, value, "a secret is not empty");
    secrets[name] = value;
  }
  const data = env.BATON_DATA;
  return {
    port: port("PORT", 3000),
    inboxPort: port("BATON_INBOX_PORT", 8005),
    dataDir: data === "" ? undefined : data === undefined ? join(projectRoot, ".baton") : resolve(cwd, data),
    agreementPath: env.BATON_AGREEMENT || exampleAgreement,
    apiKey: env.BATON_API_KEY || undefined,
    secrets,
    speed: speed(),
    now: now(),
    inboundDomain: inboundDomain(),
    identityProvider: identityProvider(),
  };

  function identityProvider(): string {
    const value = env.BATON_OIDC ?? "";
    try {
      readOidc(value);
    } catch (error) {
      throw new BatonError("settings.invalid", `BATON_OIDC: ${(error as Error).message}`);
    }
    return value;
  }

  function port(variable: string, otherwise: number): number {
    const value = env[variable];
    if (!value) return otherwise;
    if (!/^\d{1,5}$/.test(value) || Number(value) > 65_535)
      throw invalid(variable, value, "expected a port, 0 to 65535");
    return Number(value);
  }

  function speed(): number {
    const value = env.BATON_SPEED;
    if (!value) return 1;
    const number = Number(value);
    if (!Number.isFinite(number) || number < 0) throw invalid("BATON_SPEED", value, "expected a number, 0 or more");
    return number;
  }

  function now(): string | undefined {
    const value = env.BATON_NOW;
    if (value && parseInstant(value) === undefined)
      throw invalid("BATON_NOW", value, "expected an ISO 8601 instant with a time zone, like 2026-11-02T09:00:00Z");
    return value || undefined;
  }

  function inboundDomain(): string | undefined {
    const value = env.BATON_INBOUND;
    if (value && !/^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(value))
      throw invalid("BATON_INBOUND", value, "expected a domain in small letters, like in.leads.example.com");
    return value || undefined;
  }
}

function invalid(variable: string, value: string, expected: string): BatonError {
  return new BatonError("settings.invalid", `${variable}=${JSON.stringify(value)}: ${expected}.`);
}
