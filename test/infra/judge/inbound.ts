import { type Deployment, ofType, receives } from "../graph.ts";
import { findings } from "./findings.ts";
import { fromSes } from "./from-ses.ts";

/** Mails come in by one rule, for its domain alone, which keeps nothing of them and tells their headers only; or not at all. */
export function inbound(deployment: Deployment): string[] {
  const rules = ofType(deployment, "aws:ses/receiptRule:ReceiptRule").map(({ inputs }) => inputs);
  if (!receives(deployment)) return findings("inbound mail", { "some is received": rules.length > 0 });
  const [rule, ...more] = rules;
  const domains = new Set(deployment.functions.flatMap(({ links }) => (links.Inbound ? [links.Inbound.domain] : [])));
  const identities = ofType(deployment, "aws:sesv2/emailIdentity:EmailIdentity").map(
    ({ inputs }) => inputs.emailIdentity,
  );
  const actions = Object.keys(rule ?? {})
    .filter((key) => key.endsWith("Actions") && rule?.[key] !== undefined)
    .sort();
  return [
    ...findings("inbound mail", {
      "it comes by several rules": more.length > 0,
      [`it is received for ${rule?.recipients}`]: String(rule?.recipients) !== String([...domains]),
      "SES does not know its domain": !identities.includes([...domains][0]),
      "it is switched off": rule?.enabled !== true,
      "it is not scanned": rule?.scanEnabled !== true,
      [`what becomes of it is ${actions}`]: String(actions) !== "stopActions" || rule?.stopActions.length !== 1,
    }),
    ...fromSes(deployment, {
      about: "copies of mails",
      topic: rule?.stopActions?.[0]?.topicArn ?? "",
      queue: "CopiesQueue",
    }),
  ];
}
