export { type Bar, Bars, Funnel, type FunnelStep } from "./charts.tsx";
export { Card, Document, Figures, Table } from "./components.tsx";
export { palette, type Tone } from "./palette.ts";
export { sheet, variables } from "./sheet.ts";
