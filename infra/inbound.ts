/// <reference path="../.sst/platform/config.d.ts" />
import { topicForQueue } from "./from-ses.ts";
import { identity } from "./identities.ts";
import { inboundDomain } from "./queues.ts";

/** For functions that write addresses for copies; nothing where none are received. */
export const inbound = inboundDomain ? [new sst.Linkable("Inbound", { properties: { domain: inboundDomain } })] : [];

/** What is left to do by hand before copies come. */
export const inboundToDo = inboundDomain ? await receive(inboundDomain) : {};

async function receive(domain: string): Promise<Record<string, $util.Input<string | string[]> | undefined>> {
  const name = `${$app.name}-${$app.stage}`;
  const { region } = await aws.getRegion();
  const value = `10 inbound-smtp.${region}.amazonaws.com`;
  const inboundDns = await identity("Inbound", domain, [{ type: "MX", name: domain, value }]);
  // An account has one active set, for all that it receives: which one that is, a deployment does not change.
  const active = process.env.BATON_INBOUND_RULE_SET;
  new aws.ses.ReceiptRule("InboundRule", {
    name,
    ruleSetName: active || new aws.ses.ReceiptRuleSet("InboundRules", { ruleSetName: name }).ruleSetName,
    recipients: [domain],
    enabled: true,
    scanEnabled: true,
    // Of all actions this one keeps nothing, and tells its topic a mail's headers but not its content.
    stopActions: [{ scope: "RuleSet", topicArn: topicForQueue("Copies"), position: 1 }],
  });
  return {
    inboundDns,
    ...(!active && { inboundRules: `aws ses set-active-receipt-rule-set --rule-set-name ${name}` }),
  };
}
