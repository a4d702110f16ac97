import type { ProviderName } from "@baton/core/agreement";
import type { ProviderModule } from "./types.ts";

/** Every provider an agreement can name, and its module, which is loaded with its first delivery. */
const modules: Record<ProviderName, () => Promise<ProviderModule>> = {
  form: () => import("./forms/form.ts").then(({ form }) => form),
  "google-ads": () => import("./ads/google-ads.ts").then(({ googleAds }) => googleAds),
  "meta-lead-ads": () => import("./ads/meta-lead-ads.ts").then(({ metaLeadAds }) => metaLeadAds),
  linkedin: () => import("./ads/linkedin.ts").then(({ linkedin }) => linkedin),
  typeform: () => import("./forms/typeform.ts").then(({ typeform }) => typeform),
  tally: () => import("./forms/tally.ts").then(({ tally }) => tally),
  jotform: () => import("./forms/jotform.ts").then(({ jotform }) => jotform),
  webflow: () => import("./forms/webflow.ts").then(({ webflow }) => webflow),
  hubspot: () => import("./crm/hubspot.ts").then(({ hubspot }) => hubspot),
  calendly: () => import("./booking/calendly.ts").then(({ calendly }) => calendly),
  "cal-com": () => import("./booking/cal-com.ts").then(({ calCom }) => calCom),
  segment: () => import("./tracking/segment.ts").then(({ segment }) => segment),
  "standard-webhooks": () => import("./tracking/standard-webhooks.ts").then(({ standardWebhooks }) => standardWebhooks),
  svix: () => import("./tracking/standard-webhooks.ts").then(({ svix }) => svix),
  netlify: () => import("./forms/netlify.ts").then(({ netlify }) => netlify),
  formspree: () => import("./forms/formspree.ts").then(({ formspree }) => formspree),
  framer: () => import("./forms/framer.ts").then(({ framer }) => framer),
  intercom: () => import("./crm/intercom.ts").then(({ intercom }) => intercom),
  pipedrive: () => import("./crm/pipedrive.ts").then(({ pipedrive }) => pipedrive),
  salesforce: () => import("./crm/salesforce.ts").then(({ salesforce }) => salesforce),
  // These post what the form's author named, so the form's reader is theirs.
  "contact-form-7": () => import("./forms/form.ts").then(({ form }) => form),
  "gravity-forms": () => import("./forms/gravity-forms.ts").then(({ gravityForms }) => gravityForms),
  wpforms: () => import("./forms/wpforms.ts").then(({ wpforms }) => wpforms),
  elementor: () => import("./forms/elementor.ts").then(({ elementor }) => elementor),
  unbounce: () => import("./forms/unbounce.ts").then(({ unbounce }) => unbounce),
};

/** A provider's module. */
export const providerModule = (name: ProviderName): Promise<ProviderModule> => modules[name]();
