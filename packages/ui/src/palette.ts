/** The colours of mails and pages. Every text colour meets WCAG AA (4.5:1) on each ground it is used on. */
export const palette = {
  light: {
    ground: "#f4f3ef",
    card: "#ffffff",
    ink: "#1d1c1a",
    muted: "#5e5b54",
    line: "#e2dfd7",
    soft: "#f7f6f3",
    accent: "#0f5c4c",
    onAccent: "#ffffff",
    calm: "#e9f2ef",
    calmInk: "#0f4a3e",
    warn: "#fcf1dc",
    warnInk: "#6f4300",
    bad: "#fceceb",
    badInk: "#8f1d1a",
  },
  dark: {
    ground: "#131412",
    card: "#1d1e1b",
    ink: "#ecebe6",
    muted: "#aeaba2",
    line: "#383a34",
    soft: "#252622",
    accent: "#86d3bc",
    onAccent: "#0a241d",
    calm: "#1b302a",
    calmInk: "#a9e2d1",
    warn: "#352a12",
    warnInk: "#f3c987",
    bad: "#3b1f1e",
    badInk: "#f6b4b0",
  },
} as const;

/** `calm`: all is in time · `warn`: time is running out, or something changed · `bad`: a promise is broken. */
export type Tone = "calm" | "warn" | "bad";
