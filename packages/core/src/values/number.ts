/** Digits in groups of three by one kind of mark, and what may follow the last: `1'200`, `1 200,50`, `1.234.567`. */
const GROUPED = /^(\d{1,3})(?:([.,'’\u00a0\u202f\u2009 ])\d{3})(?:\2\d{3})*(?:([.,])(\d+))?$/;
const PLAIN = /^\d*[.,]?\d+$/;
/** Of a range the lower end, and of an open one its beginning: `501-1000`, `501 to 1000`, `500+`. */
const RANGE = /^(\d[\d.,'’\s]*?)\s*(?:\+|(?:[-–—]|to|bis|à|a|hasta)\s*(\d[\d.,'’\s]*))(?:\s+[\p{L} ]+)?$/iu;

/**
 * A number as people write it. What means one number in one country and another elsewhere, as `1.200`, is read by the locale
 * (BCP 47), and without one is unclear.
 */
export function readNumber(text: string, locale?: string): { value: number } | { reason: string } {
  const written = plainly(text);
  const read = readOne(written, locale);
  const [, low, high] = read ? [] : (RANGE.exec(written) ?? []);
  const isRange = low !== undefined && (high === undefined || readOne(high.trim(), locale) !== undefined);
  const found = read ?? (isRange ? readOne(low.trim(), locale) : undefined) ?? { reason: "not a number" };
  return "reason" in found ? found : { value: Number(found.value) };
}

/** A single number as exact decimal digits, `1250.50`, read likewise. */
export const readDecimal = (text: string, locale?: string): { value: string } | { reason: string } =>
  readOne(plainly(text), locale) ?? { reason: "not a number" };

const plainly = (text: string): string =>
  text
    .normalize("NFKC")
    .replace(/\u2212/g, "-")
    .trim();

function readOne(text: string, locale: string | undefined): { value: string } | { reason: string } | undefined {
  const [, sign = "", digits = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const marks = marksOf(digits);
  if (marks === undefined) return undefined;
  const value = (decimal: string | undefined) => ({
    value: sign + [...digits].map((one) => (/\d/.test(one) ? one : one === decimal ? "." : "")).join(""),
  });
  if (marks === "either") {
    const mark = /[.,]/.exec(digits)![0];
    if (locale !== undefined) return value(decimalMark(locale) === mark ? mark : undefined);
    // A comma before three digits is a thousand where numbers are sent as they were typed, in English.
    if (mark === ",") return value(undefined);
    const whole = digits.replace(".", "");
    return { reason: `unclear: ${digits} may be ${Number(digits)} or ${whole}; the source's locale would say which` };
  }
  return value(marks.decimal);
}

/** Which mark begins the decimals, if any; `either` where one mark may begin them or part thousands; undefined for what is no number. */
function marksOf(digits: string): { decimal?: string } | "either" | undefined {
  const grouped = GROUPED.exec(digits);
  if (grouped) {
    const [, first = "", group = "", decimal] = grouped;
    if (decimal !== undefined) return decimal === group ? undefined : { decimal };
    const once = digits.split(group).length === 2;
    if (once && /[.,]/.test(group)) return first === "0" ? { decimal: group } : "either";
    return {};
  }
  if (!PLAIN.test(digits)) return undefined;
  const mark = /[.,]/.exec(digits)?.[0];
  return mark === undefined ? {} : { decimal: mark };
}

/** What begins the decimals in a locale; the runtime's tables are asked when there is a number that needs it. */
const decimalMark = (locale: string): string =>
  new Intl.NumberFormat(locale).formatToParts(1.5).find(({ type }) => type === "decimal")?.value ?? ".";
