import type { Agreement, Auth, Source } from "@baton/core/agreement";
import { and } from "../../claims/listing.ts";
import { differing, entries, named, type Say, type Wording } from "../compare.ts";
import { aboutWords, details, quoted, value } from "../words.ts";

export const sourceChanges: Say<Agreement["sources"]> = (before, after) =>
  named(entries(before), entries(after), {
    added: (name, { provider, campaign, team }) =>
      `${name} is a new source: ${details([provider, campaign && `campaign ${campaign}`, team && `team ${team}`])}`,
    removed: (name, { provider }) => `the source ${name} (${provider}) is removed`,
    changed: (name, from, to) => aboutWords(name, differing(from, to, wording)),
  });

/** Only names of secrets are part of an agreement. */
const authWording: Wording<Auth> = {
  secret: value("the signing secret"),
  previousSecret: value("the signing secret before"),
  key: value("the key"),
  token: value("the token of its URL"),
  header: value("the header that proves it", ({ name, secret }) => `${name} with ${secret}`),
  basic: value("the HTTP Basic secret"),
  verifyToken: value("the handshake's token"),
  accessToken: value("the access token"),
  publicKey: value("the public key"),
};

const wording: Wording<Source> = {
  provider: value("the provider"),
  auth: (from, to) => differing(from, to, authWording),
  secrets: (before, after) =>
    named(entries(before), entries(after), {
      added: (application, secret) => `application ${application} now signs with ${secret}`,
      removed: (application) => `application ${application} no longer has a secret`,
      changed: (application, from, to) => [`application ${application} signs with ${to} instead of ${from}`],
    }),
  publicUrl: value("the public URL"),
  organization: value("the organization"),
  campaign: value("the campaign"),
  promise: value("the promise", quoted),
  noCall: value("whether it promises that nobody calls", (promises) => (promises ? "yes" : "no")),
  fields: (before, after) =>
    named(entries(before), entries(after), {
      added: (from, field) => `${quoted(from)} now fills ${field}`,
      removed: (from, field) => `${quoted(from)} no longer fills ${field}`,
      changed: (from, old, now) => [`${quoted(from)} fills ${now} instead of ${old}`],
    }),
  calls: value(
    "what says that a call was answered",
    ({ field, answered, by, at }) =>
      `${quoted(field)} with ${and(answered.map(quoted))}${by === undefined ? "" : `, by ${quoted(by)}`}, at ${quoted(at)}`,
  ),
  booking: value("who owns a booking", (who) => (who === "host" ? "its host" : "whom the rules find")),
  origins: value("the websites that may post to it by script", and),
  redirect: value("the page a browser is sent on to"),
  locale: value("how its people write numbers and dates"),
  country: value("the country of leads that name none"),
  team: value("the team that answers for it"),
  stopsClock: value("what counts as a response", (stops) => {
    if (typeof stops === "boolean") return stops ? "every booking and event" : "no booking or event";
    return stops.length === 0 ? "no named booking or event" : `only ${and(stops)}`;
  }),
};
