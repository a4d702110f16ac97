/// <reference path="../.sst/platform/config.d.ts" />
import { tooWeak } from "../packages/core/src/signed/strength.ts";

/** JSON `{NAME: value}` with every secret that a source's `auth` names; without a value no source authenticates. */
export const sourceSecrets = new sst.Secret("SourceSecrets", "{}");

/** Signs the links in mails: the first of several, separated by commas; all of them are good. */
export const linkKey = new sst.Secret("LinkKey");

/** The company's identity provider for the board, as JSON `{issuer, clientId, clientSecret, only?}`; without a value, links by mail. */
export const identityProvider = new sst.Secret("IdentityProvider", "");

/** The bearer keys of `/api`, separated by commas. */
export const apiKey = new sst.Secret("ApiKey");

// What is too short to be a key is refused before anything is deployed with it.
for (const [name, { value }] of Object.entries({ LinkKey: linkKey, ApiKey: apiKey }))
  value.apply((given) => {
    const fault = tooWeak(name, given);
    if (fault !== undefined) throw new Error(fault);
  });
