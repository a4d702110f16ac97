import { scaleLinear } from "d3-scale";
import type { FC } from "hono/jsx";

/** In px: texts keep their size, only bars are as long as there is room. */
const ROW = 46;

export interface FunnelStep {
  label: string;
  count: number;
}

/**
 * From the first step to the last, each a bar as long as its count, with its share of the first. For who cannot see it a table says
 * the same.
 */
export const Funnel: FC<{ title: string; steps: FunnelStep[] }> = ({ title, steps }) => {
  const most = Math.max(1, ...steps.map(({ count }) => count));
  const first = steps[0]?.count ?? 0;
  return (
    <Bars
      title={title}
      bars={steps.map(({ label, count }, n) => ({
        label,
        value: count,
        text: n === 0 || first === 0 ? String(count) : `${count} (${Math.round((count / first) * 100)} %)`,
      }))}
      most={most}
    />
  );
};

export interface Bar {
  label: string;
  value: number;
  text: string;
}

/** Bars below each other, the label above each and the number at its end. */
export const Bars: FC<{ title: string; bars: Bar[]; most?: number }> = ({ title, bars, most }) => {
  const x = scaleLinear()
    .domain([0, most ?? Math.max(1, ...bars.map(({ value }) => value))])
    .range([0, 100]);
  return (
    <svg width="100%" height={bars.length * ROW} role="img" aria-label={`${title}: ${inWords(bars)}`}>
      {bars.map(({ label, value, text }, n) => (
        <g transform={`translate(0 ${n * ROW})`}>
          <text x="0" y="15">
            {label}
          </text>
          <text x="100%" y="15" text-anchor="end" class="muted">
            {text}
          </text>
          <rect x="0" y="22" width="100%" height="14" rx="4" class="rest" />
          <rect x="0" y="22" width={`${x(value)}%`} height="14" rx="4" class="bar" />
        </g>
      ))}
    </svg>
  );
};

const inWords = (bars: readonly Bar[]): string => bars.map(({ label, text }) => `${label} ${text}`).join(", ");
