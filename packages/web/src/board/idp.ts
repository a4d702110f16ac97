import { BatonError } from "@baton/core/error";
import type { Oidc, OidcStart } from "@baton/core/signed";
import type { Configuration } from "openid-client";

/** How long the provider may take to answer, and how long what it says of itself is taken for good. */
const TIMEOUT_SECONDS = 5;
const FRESH_MS = 3_600_000;

const library = () => import("openid-client");

let discovered: { of: string; at: number; config: Configuration } | undefined;

async function configured({ issuer, clientId, clientSecret }: Oidc): Promise<Configuration> {
  const of = `${issuer} ${clientId}`;
  if (discovered?.of === of && performance.now() - discovered.at < FRESH_MS) return discovered.config;
  const { discovery, allowInsecureRequests } = await library();
  const server = new URL(issuer);
  const isLocal = ["localhost", "127.0.0.1"].includes(server.hostname);
  const config = await discovery(server, clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    ...(isLocal && { execute: [allowInsecureRequests] }),
  });
  discovered = { of, at: performance.now(), config };
  return config;
}

/** Where the provider asks who somebody is (authorization code flow with PKCE), and what has to be remembered until they come back. */
export async function sentToIdp(oidc: Oidc, redirect: string, to: string): Promise<{ url: string; start: OidcStart }> {
  const { buildAuthorizationUrl, calculatePKCECodeChallenge, randomNonce, randomPKCECodeVerifier, randomState } =
    await library();
  const start = { verifier: randomPKCECodeVerifier(), state: randomState(), nonce: randomNonce(), to };
  const url = buildAuthorizationUrl(await configured(oidc), {
    redirect_uri: redirect,
    scope: "openid email",
    code_challenge: await calculatePKCECodeChallenge(start.verifier),
    code_challenge_method: "S256",
    state: start.state,
    nonce: start.nonce,
  });
  return { url: url.href, start };
}

/** The address that the provider vouches for. Throws `signIn.refused` for an answer that is none, and for an address that is not verified. */
export async function addressFromIdp(oidc: Oidc, current: URL, start: OidcStart): Promise<string> {
  const { authorizationCodeGrant } = await library();
  const config = await configured(oidc);
  const claims = await authorizationCodeGrant(config, current, {
    pkceCodeVerifier: start.verifier,
    expectedState: start.state,
    expectedNonce: start.nonce,
    idTokenExpected: true,
  }).then(
    (tokens) => tokens.claims(),
    (cause: unknown) => {
      throw refused("The identity provider did not sign you in. Please try again.", cause);
    },
  );
  if (typeof claims?.email !== "string" || claims.email_verified === false)
    throw refused("The identity provider knows no verified e-mail address of yours.");
  return claims.email;
}

const refused = (message: string, cause?: unknown): BatonError =>
  new BatonError("signIn.refused", message, { status: 403, cause });
