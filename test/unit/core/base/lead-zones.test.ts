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
    [{ region: "DE-BY", country: "DE" }, "Europe/Berlin by region"],
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
  ])("%j is not told: several zones, or none", (lead) => {
    expect(told(lead)).toBe("unknown");
  });

  test("every zone is one that the runtime knows, and no place stands in two", () => {
    const all = Object.values(places).flatMap((names) => names.split(" "));
    expect(new Set(all).size).toBe(all.length);
    expect(Object.keys(places).filter((zone) => zone !== "" && !isZone(zone))).toEqual([]);
  });
});
