import { isZone } from "@baton/core/zone";
import { describe, expect, test } from "vitest";
import { zoneOfLead } from "../../../../packages/core/src/zone/of-lead.ts";
import { places } from "../../../../packages/core/src/zone/places.ts";

const told = (lead: Record<string, string>) => {
  const found = zoneOfLead(lead);
  return found ? `${found.zone} by ${found.by}` : "unknown";
};

describe("where a lead is", () => {
  test.each([
    [{ phone: "+15125550100" }, "America/Chicago by phone"],
    [{ phone: "+12125550100;ext=12", region: "US-TX" }, "America/New_York by phone"],
    [{ phone: "+34922123456", country: "DE" }, "Atlantic/Canary by phone"],
    [{ phone: "+442079460000" }, "Europe/London by phone"],
    [{ phone: "+18005550100", region: "US-TX", country: "US" }, "America/Chicago by region"],
    [{ region: "CA-BC", country: "CA" }, "America/Vancouver by region"],
    [{ region: "AU-WA" }, "Australia/Perth by region"],
    [{ region: "BR-AM", country: "BR" }, "America/Manaus by region"],
    [{ region: "DE-BY", country: "DE" }, "Europe/Berlin by country"],
    [{ region: "DE-BY" }, "Europe/Berlin by country"],
    [{ country: "ES", region: "ES-CN" }, "Atlantic/Canary by region"],
    [{ country: "ES", region: "ES-SE" }, "Europe/Madrid by country"],
    [{ country: "ES", region: "ES-TF" }, "Atlantic/Canary by region"],
    [{ country: "PT", region: "PT-20" }, "Atlantic/Azores by region"],
    [{ country: "CN", region: "CN-BJ" }, "Asia/Shanghai by country"],
    [{ country: "CL", region: "CL-RM" }, "America/Santiago by country"],
    [{ phone: "+61412345678", region: "AU-WA" }, "Australia/Perth by region"],
    [{ phone: "+34600123456", country: "ES" }, "Europe/Madrid by country"],
    [{ phone: "+34600123456" }, "Europe/Madrid by phone"],
    [{ country: "FR" }, "Europe/Paris by country"],
    [{ country: "BR" }, "America/Sao_Paulo by country"],
    [{ country: "VA" }, "Europe/Rome by country"],
  ])("%j is told by the number, else the region, else the country: %s", (lead, zone) => {
    expect(told(lead)).toBe(zone);
  });

  test.each([
    [{}],
    [{ country: "US" }],
    [{ country: "US", region: "US-TN" }],
    [{ phone: "+18005550100", country: "US" }],
    [{ phone: "+12085550100" }],
    [{ phone: "+9991" }],
    [{ phone: "+61412345678" }],
    [{ phone: "+61412345678", country: "AU" }],
  ])("%j is not told: several zones, or none", (lead) => {
    expect(told(lead)).toBe("unknown");
  });

  test("every zone is one that the runtime knows, and no place stands in two", () => {
    const all = Object.values(places).flatMap((names) => names.split(" "));
    expect(new Set(all).size).toBe(all.length);
    expect(Object.keys(places).filter((zone) => zone !== "" && !isZone(zone))).toEqual([]);
  });
});
