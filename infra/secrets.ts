/// <reference path="../.sst/platform/config.d.ts" />

/** JSON `{NAME: value}` with every secret that a source's `auth` names; without a value no source authenticates. */
export const sourceSecrets = new sst.Secret("SourceSecrets", "{}");

/** Signs the links in mails. */
export const linkKey = new sst.Secret("LinkKey");

/** The bearer key of `/api`. */
export const apiKey = new sst.Secret("ApiKey");
