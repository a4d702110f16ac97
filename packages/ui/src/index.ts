export { type Bar, Bars, Funnel, type FunnelStep } from "./charts.tsx";
export { Card, Choices, Document, Figures, Flash, type Said, Table } from "./components.tsx";
export { type Frame, type Loaded, ReaderProvider, useWords } from "./frame.tsx";
export { palette, type Tone } from "./palette.ts";
export { sheet } from "./sheet.ts";
