import { between, chance, pick, weighed } from "./chance.ts";

/** What becomes of a lead, as far as it is up to whoever has it. */
export const courses = {
  /** Contacted in time. */
  prompt: 52,
  /** Tried first, in time, and reached later, or not at all. */
  tried: 16,
  /** Contacted when the manager has heard of it. */
  late: 9,
  /** Left alone until somebody else has it. */
  ignored: 7,
  /** Handed back without a call. */
  refused: 11,
  /** Taken on with a word, and answered later. */
  accepted: 5,
} as const;
export type Course = keyof typeof courses;

/** Somebody who asks, with what becomes of it. */
export interface Character {
  n: number;
  source: string;
  /** As the source's form calls its fields. */
  fields: Record<string, unknown>;
  email: string;
  employees: number;
  course: Course;
  /** Days before they ask on which they saw something of a campaign. */
  saw: { campaign: string; label: string; daysBefore: number }[];
}

const firstNames =
  "Alba Anton Bela Bruno Carla Cem Dalia Dario Edda Elio Enya Farid Fenja Gabor Greta Hanno Hila Igor Imke Jaro Jette Kalle Kaya Lars Leona Luca Malik Mara Mehmet Mila Nael Nele Oda Oskar Paola Pavel Quinn Rana Rico Rosa Sami Selma Silas Tara Timo Tove Ulla Veit Vito Wanda Yara Yusuf Zeno Zoe".split(
    " ",
  );
const lastNames =
  "Ahrens Albrandt Bellini Birkholt Castell Cordes Dalmann Duranti Eberlin Estrada Falkner Ferrand Grauer Gundersen Hallberg Hovland Iversen Jansky Kessling Kolvenbach Lindqvist Lombard Marchetti Mirow Nordahl Novakov Oakes Olmedo Petersson Pirelle Quast Rahmani Rosner Salvesen Steinfurt Tamm Thorne Ullrich Valdes Vance Wendel Winther Yilmaz Zabel".split(
    " ",
  );
const companyNames =
  "Amberlift Blaufeld Brightcart Cargonaut Cobaltworks Dockhand Ebbtide Fernhill Flussmann Gablerhof Harborline Inkwell Juniper Kranich Lagerfix Lumenpack Marlow Nordkiste Orchard Palettino Quayside Regalia Seilbahn Stapelwerk Tidewater Umlauf Vektor Wagenrad Yellowbox Zirkel".split(
    " ",
  );
const trades = ["Logistics", "Foods", "Textiles", "Tools", "Furniture", "Pharma", "Retail", "Parts"];
const titles = ["Head of Logistics", "Operations Manager", "Warehouse Lead", "CEO", "Buyer", "IT Manager"];
const wishes = [
  "We count stock by hand and would like to stop.",
  "Can we see it with our own articles?",
  "We open a second warehouse in spring.",
  "How long does it take to go live?",
  "Our scanners are ten years old. Do they work with it?",
  "What does it cost for forty people?",
  "We compare three vendors until the end of the month.",
  "Is there a connection to our web shop?",
];

/** Telephone numbers that are set apart for fiction. */
const numbers: Record<string, (n: number) => string> = {
  DE: (n) => `+49 30 23125 ${String(n % 1_000).padStart(3, "0")}`,
  GB: (n) => `+44 20 7946 0${String(n % 1_000).padStart(3, "0")}`,
  FR: (n) => `+33 1 99 00 ${String(10 + (n % 90))} ${String(10 + ((n * 7) % 90))}`,
};

/** The weights of sources, and what each brings. */
const sources = { website: 34, "pricing-page": 24, webinar: 18, "google-search": 24 } as const;
const interests = { website: "demo", "pricing-page": "pricing", webinar: "webinar" } as const;
const campaignsSeen = ["autumn-webinar", "search-ads", "warehouse-guide", "demo-request"];

/** The n-th who asks. */
export function character(n: number): Character {
  const of = (what: string) => `${n} ${what}`;
  const source = weighed(of("source"), sources);
  const name = `${pick(of("first"), firstNames)} ${pick(of("last"), lastNames)}`;
  const company = `${pick(of("company"), companyNames)} ${pick(of("trade"), trades)}`;
  const country = weighed(of("country"), { DE: 52, AT: 8, FR: 10, GB: 10, ES: 14, NL: 6 });
  const size = weighed(of("size"), { tiny: 14, small: 30, middle: 36, large: 20 });
  const [least, most] = { tiny: [1, 12], small: [13, 99], middle: [100, 499], large: [500, 4_000] }[size] as [
    number,
    number,
  ];
  const employees = Math.round(between(of("employees"), least, most));
  const email = `${plain(name).replace(" ", ".")}@${plain(company).replace(" ", "-")}.example`;
  const isComplete = chance(of("complete")) < 0.9;
  const fields = {
    name,
    email,
    ...(isComplete && { company }),
    country,
    employees,
    ...(chance(of("title")) < 0.6 && {
      title: size === "tiny" && chance(of("student")) < 0.4 ? "Student" : pick(of("which title"), titles),
    }),
    ...(chance(of("number")) < 0.7 && numbers[country] && { phone: numbers[country](n * 37) }),
    ...(chance(of("words")) < 0.55 && { message: pick(of("wish"), wishes) }),
    ...(source !== "google-search" && { interest: interests[source] }),
  };
  const saw = chance(of("saw")) < 0.4 ? Math.ceil(between(of("how often"), 0, 3)) : 0;
  return {
    n,
    source,
    fields,
    email,
    employees,
    course: weighed(of("course"), courses),
    saw: Array.from({ length: saw }, (_, i) => ({
      campaign: pick(of(`saw ${i}`), campaignsSeen),
      label: pick(of(`read ${i}`), ["/pricing", "/guide", "/customers", "/webinar"]),
      daysBefore: Math.ceil(between(of(`when ${i}`), 0, 12)),
    })),
  };
}

/** As a form of one's own names fields. */
const ownNames: Record<string, Record<string, string>> = {
  website: { email: "your-email", employees: "company_size" },
  "pricing-page": { employees: "company_size" },
};

/** What somebody typed, under the names that the source's form has for it. */
export const named = ({ source, fields }: Pick<Character, "source" | "fields">): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).map(([field, value]) => [ownNames[source]?.[field] ?? field, value]));

const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Those who were at the stand; somebody typed them from their cards. */
export const atTheFair = Array.from({ length: 14 }, (_, n) => character(600 + n));
