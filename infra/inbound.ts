/// <reference path="../.sst/platform/config.d.ts" />
import { topicForQueue } from "./from-ses.ts";
import { sender } from "./mail.ts";
import { inboundDomain } from "./queues.ts";

/** For functions that write addresses for copies; nothing where none are received. */
export const inbound = inboundDomain ? [new sst.Linkable("Inbound", { properties: { domain: inboundDomain } })] : [];

/** What is left to do by hand before copies come. */
export const inboundToDo = inboundDomain ? receive(inboundDomain) : {};

function receive(domain: string): Record<string, $util.Input<string | string[]>> {
  const name = `${$app.name}-${$app.stage}`;
  const identity = new aws.sesv2.EmailIdentity("InboundIdentity", { emailIdentity: domain });
  // An account has one active set, for all that it receives: which one that is, a deployment does not change.
  const active = process.env.BATON_INBOUND_RULE_SET;
  new aws.ses.ReceiptRule(
    "InboundRule",
    {
      name,
      ruleSetName: active || new aws.ses.ReceiptRuleSet("InboundRules", { ruleSetName: name }).ruleSetName,
      recipients: [domain],
      enabled: true,
      scanEnabled: true,
      // Of all actions this one keeps nothing, and tells its topic a mail's headers but not its content.
      stopActions: [{ scope: "RuleSet", topicArn: topicForQueue("Copies"), position: 1 }],
    },
    { dependsOn: identity },
  );

  const records = $util
    .all([identity.dkimSigningAttributes.tokens, aws.getRegionOutput().region])
    .apply(([tokens, region]) => [
      { type: "MX", name: domain, value: `inbound-smtp.${region}.amazonaws.com`, priority: 10 },
      ...tokens.map((token) => ({
        type: "CNAME",
        name: `${token}._domainkey.${domain}`,
        value: `${token}.dkim.amazonses.com`,
      })),
    ]);
  const inRoute53 = domain.endsWith(`.${sender}`);
  if (inRoute53) records.apply((all) => all.map((record) => sst.aws.dns().createRecord("Inbound", record, {})));
  return {
    ...(!inRoute53 && {
      inboundDns: records.apply((all) =>
        all.map(({ type, name, value, ...rest }) => [name, type, ...Object.values(rest), value].join(" ")),
      ),
    }),
    ...(!active && { inboundRules: `aws ses set-active-receipt-rule-set --rule-set-name ${name}` }),
  };
}
