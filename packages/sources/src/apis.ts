/** Providers that are asked for what their webhooks only name: where, and the environment variable that overrides it. */
export const apis = {
  "meta-lead-ads": { url: "https://graph.facebook.com", env: "BATON_META_GRAPH_URL" },
  linkedin: { url: "https://api.linkedin.com", env: "BATON_LINKEDIN_API_URL" },
  hubspot: { url: "https://api.hubapi.com", env: "BATON_HUBSPOT_API_URL" },
  intercom: { url: "https://api.intercom.io", env: "BATON_INTERCOM_API_URL" },
  pipedrive: { url: "https://api.pipedrive.com", env: "BATON_PIPEDRIVE_API_URL" },
} as const;
