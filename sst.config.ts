/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  app(input) {
    const production = input.stage === "production";
    return { name: "baton", home: "aws", removal: production ? "retain" : "remove", protect: production };
  },
  async run() {
    const { api } = await import("./infra/api.ts");
    const { senderToDo } = await import("./infra/mail.ts");
    const { inboundToDo } = await import("./infra/inbound.ts");
    await import("./infra/consumers.ts");
    await import("./infra/schedules.ts");
    await import("./infra/streams.ts");
    await import("./infra/dashboard.ts");
    return { url: api.url, ...senderToDo, ...inboundToDo };
  },
});
