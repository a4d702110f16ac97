import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { pageHeaders } from "../../../packages/web/src/page/headers.ts";
import { leadPage, messagePage } from "../../helpers/pages.ts";
import { bareLeadView, hrefs, responseView, visibleText } from "../../helpers/views.ts";

const hostile = `"><img src=x onerror='alert(1)'></style><script>alert(1)</script>`;

describe("the page of a lead", () => {
  test("says first whose turn it is and until when", () => {
    const shown = visibleText(leadPage(responseView()));
    expect(shown).toContain("You hold this lead Respond by Tue 24 Nov 2026, 10:15 (Europe/Berlin)");
    expect(shown.indexOf("You hold this lead")).toBeLessThan(shown.indexOf("The story so far"));
  });

  test("tells the whole story, with reasons that add up and every detail", () => {
    const shown = visibleText(leadPage(responseView()));
    for (const fact of [
      "Head of Operations · Globex GmbH · Germany",
      "We run 14 warehouses.",
      "A 20-minute demo with your own data",
      "Downloaded the warehouse guide",
      "Rule: Enterprise",
      "Company size +40",
      "Asked for a demo +45",
      "Score 85",
      "Employees 420",
    ]) {
      expect(shown).toContain(fact);
    }
  });

  test("gives each action a form of its own that posts to the page's own path", () => {
    const html = leadPage(responseView());
    const forms = [
      ...html.matchAll(
        /<form[^>]*id="(\w+)" method="post" action="\/r\/secret-token"><input type="hidden" name="action" value="(\w+)"\/>/g,
      ),
    ];
    expect(forms.map(([, id, action]) => [id, action])).toEqual(
      ["contacted", "accept", "reject", "snooze", "reassign", "outcome", "away"].map((action) => [action, action]),
    );
  });

  test("offers only the actions this reader has, the likeliest one filled", () => {
    const html = leadPage(responseView({ reader: { name: "Ben", role: "former" }, actions: ["contacted"] }));
    expect(html.match(/<form[^>]*id="(?!away)/g)).toHaveLength(1);
    expect(html).toContain('<button type="submit" class="primary"');
    expect(visibleText(html)).toContain("Chloé Petit holds this lead now");
    expect(visibleText(html)).toContain("I had already contacted Jane");
  });

  test("has its reader say when they will be away, and that they are back once they have", () => {
    const shown = leadPage(responseView({ leave: { said: [], deputies: [{ id: "ben", name: "Ben Ode" }] } }));
    expect(visibleText(shown)).toContain("I will be away");
    expect(shown).toContain('<option value="ben">Ben Ode</option>');
    expect(shown).not.toContain('value="back"');
    const days = { first: "2026-11-24", from: "Tue 24 Nov 2026", until: "Wed 25 Nov 2026" };
    const said = [{ ...days, isNow: true }];
    const away = leadPage(responseView({ leave: { said, deputies: [] } }));
    expect(visibleText(away)).toContain("You are away from Tue 24 Nov 2026 to Wed 25 Nov 2026.");
    expect(away).toContain('value="back"');
    expect(visibleText(away)).toContain("I am back");
    const planned = leadPage(responseView({ leave: { said: [{ ...days, isNow: false }], deputies: [] } }));
    expect(visibleText(planned)).toContain(
      "You will be away from Tue 24 Nov 2026 to Wed 25 Nov 2026. I stay after all",
    );
  });

  test("opens the manager's likeliest form at once and says that nobody holds the lead", () => {
    const html = leadPage(
      responseView({
        lead: { ownerName: undefined },
        reader: { name: "Sam", role: "manager" },
        actions: ["reassign", "contacted"],
      }),
    );
    expect(html).toContain('<details class="action" open="">');
    expect(visibleText(html)).toContain("Nobody holds this lead yet");
  });

  test("asks for input only where the agreement does: reason, time, person and outcome are required, and why a lead has to wait; notes are not", () => {
    const html = leadPage(responseView());
    for (const name of ["reason", "until", "outcome"]) {
      const radios = html.match(new RegExp(`<input type="radio" name="${name}"[^>]*>`, "g")) ?? [];
      expect(radios.length).toBeGreaterThan(0);
      expect(radios.every((radio) => radio.includes("required"))).toBe(true);
    }
    expect(html).toMatch(/<select id="to" name="to" required=""><option value="">/);
    expect(html).toMatch(/<input type="text" id="snooze-reason" name="reason"[^>]* required=""\/>/);
    expect(html).not.toMatch(/<textarea[^>]*required/);
  });

  test("labels every field", () => {
    const html = leadPage(responseView());
    for (const [, id] of html.matchAll(/<(?:select|textarea|input type="text") id="([^"]+)"/g))
      expect(html).toContain(`for="${id}"`);
    expect(html.match(/<label class="choice"><input type="radio"/g)).toHaveLength(html.match(/type="radio"/g)!.length);
    expect(html.match(/<fieldset>/g)).toHaveLength(html.match(/<legend>/g)!.length);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("announces what the last action did, and a failure at once", () => {
    expect(leadPage(responseView({ flash: { tone: "good", text: "Noted." } }))).toContain('role="status">Noted.');
    expect(leadPage(responseView({ flash: { tone: "bad", text: "Too late." } }))).toContain('role="alert">Too late.');
  });

  test("says that a closed lead is closed, without a deadline", () => {
    const shown = visibleText(leadPage(responseView({ lead: { stage: "closed" }, actions: [] })));
    expect(shown).toContain("This lead is closed");
    expect(shown).not.toMatch(/Respond by|What happened/);
  });

  test("reads well when nothing optional is known", () => {
    const html = leadPage({ ...responseView(), lead: bareLeadView() });
    expect(html).not.toMatch(/undefined|null|NaN|\[object/);
    expect(visibleText(html)).not.toMatch(/Their message|promised|Why you|Score|story so far|Respond by/);
    expect(hrefs(html)).toEqual([]);
  });

  test("escapes everything a lead typed", () => {
    const html = leadPage(
      responseView({
        path: `/r/${hostile}`,
        reader: { name: hostile, role: "manager" },
        lead: {
          name: hostile,
          firstName: hostile,
          email: hostile,
          phone: hostile,
          company: hostile,
          title: hostile,
          country: hostile,
          message: hostile,
          promise: hostile,
          source: hostile,
          campaign: hostile,
          band: hostile,
          rule: hostile,
          why: hostile,
          ownerName: hostile,
          deadline: { text: hostile, clause: hostile },
          details: [{ label: hostile, value: hostile }],
          reasons: [{ name: hostile, points: 1 }],
          story: [{ at: hostile, text: hostile }],
        },
        rejectReasons: [{ id: hostile, name: hostile }],
        snoozeChoices: [{ until: hostile, label: hostile }],
        handOverTo: [{ id: hostile, name: hostile }],
        outcomes: [{ id: hostile, name: hostile }],
        flash: { tone: "bad", text: hostile },
      }),
    );
    expect(html).not.toMatch(/<img|<script|onerror='/);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
  });
});

describe("a page that only says something", () => {
  test("carries title and text, escaped, and nothing to act on", () => {
    const html = messagePage({ title: "This link is too old", text: hostile, tone: "bad" });
    expect(html).toContain("<h1>This link is too old</h1>");
    expect(html).toContain('role="alert"');
    expect(html).not.toMatch(/<img|<script|<form|<a /);
  });
});

describe("the headers of a page", () => {
  test("allow exactly the style the page carries, no script, no frame, no foreign form", () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(leadPage(responseView()))?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(pageHeaders["Content-Security-Policy"]).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    );
  });

  test("keep the token in the address out of referrers, caches and search engines", () => {
    expect(pageHeaders).toMatchObject({
      "Referrer-Policy": "no-referrer",
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
    });
    expect(pageHeaders["X-Robots-Tag"]).toContain("noindex");
  });

  test("suffice: the page has no inline style attribute, no script and loads nothing", () => {
    expect(leadPage(responseView())).not.toMatch(/ style="|<script|<link|<img|url\(|@import/);
  });
});

describe("colours", () => {
  // WCAG 2.2, 1.4.3: contrast of relative luminances.
  const luminance = (hex: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((start) => {
      const channel = Number.parseInt(hex.slice(start, start + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };

  test.each(["light", "dark"] as const)("of text meet AA on every ground it stands on, %s", async (scheme) => {
    const { palette } = await import("@baton/ui/palette");
    const c = palette[scheme];
    const pairs = [
      [c.ink, c.card],
      [c.ink, c.ground],
      [c.muted, c.card],
      [c.muted, c.ground],
      [c.accent, c.card],
      [c.onAccent, c.accent],
      [c.calmInk, c.calm],
      [c.warnInk, c.warn],
      [c.warnInk, c.ground],
      [c.badInk, c.bad],
      [c.badInk, c.ground],
    ] as const;
    for (const [ink, ground] of pairs) expect(contrast(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  });
});
