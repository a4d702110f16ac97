import { Agent, request } from "node:http";

/** A weekday on which everybody in the example is at work. */
export const workingMorning = "2026-11-24T09:00:00Z";

/** A form's lead from somebody nobody knows, at a company nobody knows; the example routes it to team emea, policy hot. */
export function formLead(n: number): string {
  return new URLSearchParams({
    name: `Nora Lindqvist ${n}`,
    "your-email": `nora.${n}@firm-${n}.example`,
    // Their own, or it would tell that they are one person or colleagues.
    phone: `+49 30 9${String(n % 1e7).padStart(7, "0")}`,
    company: `Firm ${n} GmbH`,
    title: "Head of Operations",
    country: "Germany",
    language: "de-DE",
    company_size: "120",
    interest: "demo",
    message:
      "We compare three vendors and would like to see how hand-over works for a team of eight. Most of our enquiries come from " +
      "trade fairs and two web forms, and about a third is never called back. Could somebody show us on Thursday what happens " +
      "outside of working hours, and whether it works beside our old CRM?",
    page: "https://www.acme.example/demo?ref=nav",
    utm_source: "newsletter",
    utm_medium: "email",
    utm_campaign: "autumn",
    consent: "yes",
    budget: "not decided",
  }).toString();
}

/** The least a form asks for: no phone number, so the library that reads them is not loaded. */
export function shortFormFields(n: number): Record<string, string> {
  const fields = { name: `Nora Lindqvist ${n}`, "your-email": `nora.${n}@firm-${n}.example`, country: "DE" };
  return { ...fields, company_size: "120", interest: "demo" };
}

export const shortFormLead = (n: number): string => new URLSearchParams(shortFormFields(n)).toString();

/** Fields as a browser posts them in several parts. */
export function multipart(fields: Record<string, string>): { body: string; contentType: string } {
  const boundary = "----WebKitFormBoundary7MA4YWxkTrZu0gW";
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { body: `${parts.join("")}--${boundary}--\r\n`, contentType: `multipart/form-data; boundary=${boundary}` };
}

export interface Round {
  perSecond: number;
  /** Milliseconds of each request. */
  latencies: number[];
}

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** Posts so many bodies with so many in flight; rejects when one is not answered with 200. */
export async function post(
  url: string,
  body: () => string,
  { requests, concurrency }: { requests: number; concurrency: number },
): Promise<Round> {
  const latencies: number[] = [];
  let left = requests;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (left-- > 0) latencies.push(await one(url, body()));
    }),
  );
  return { perSecond: (requests / (performance.now() - start)) * 1000, latencies };
}

function one(url: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const sending = request(url, { method: "POST", agent, headers }, (response) => {
      response.resume();
      response.once("end", () => {
        if (response.statusCode === 200) resolve(performance.now() - start);
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    sending.once("error", reject);
    sending.end(body);
  });
}

/** The value below which this share lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
