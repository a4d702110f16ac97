import { palette } from "./palette.ts";

/** A palette as custom properties of CSS. */
export const variables = (colours: Record<string, string>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

/** The style sheet that all pages share; inline, because pages load nothing. */
export const sheet = `
:root{color-scheme:light dark;${variables(palette.light)}}
@media(prefers-color-scheme:dark){:root{${variables(palette.dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
.page{max-width:960px;margin:0 auto;padding:16px 16px 48px}
.brand{margin:0 4px 12px;font-size:14px;font-weight:600;color:var(--muted)}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px;margin:0 0 12px}
h1{margin:0;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{margin:0 0 12px;font-size:14px;line-height:1.4;font-weight:600;color:var(--muted)}
p{margin:0}
a{color:var(--accent)}
.about,.plain{color:var(--muted);margin-top:2px}
.plain{font-size:15px;margin-top:10px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
table{width:100%;border-collapse:collapse;font-size:15px}
caption{text-align:left;color:var(--muted);font-size:14px;padding:0 0 8px}
th,td{padding:8px 12px 8px 0;border-top:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{border-top:0;color:var(--muted);font-size:14px}
tbody th{min-width:9ch}
td.number,th.number{white-space:nowrap;overflow-wrap:normal;text-align:right;padding-right:0;padding-left:12px;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:16px;margin:0}
.figures dt{color:var(--muted);font-size:14px}
.figures dd{margin:0;font-size:22px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums}
.figures small{display:block;font-size:14px;font-weight:400;color:var(--muted)}
svg{display:block}
svg text{fill:var(--ink);font-size:14px}
svg .muted{fill:var(--muted)}
svg .bar{fill:var(--accent)}
svg .rest{fill:var(--soft)}
details{margin-top:12px}
summary{min-height:44px;padding:10px 0;color:var(--muted);font-size:14px;cursor:pointer}
blockquote{margin:0;padding:6px 0 6px 14px;border-left:3px solid var(--line)}
blockquote+blockquote{margin-top:10px}
blockquote footer{color:var(--muted);font-size:14px}
textarea,select,input[type=text],input[type=date]{display:block;width:100%;min-height:50px;padding:11px 12px;border:1px solid var(--muted);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
textarea{min-height:84px;resize:vertical}
fieldset{border:0;margin:12px 0 0;padding:0;min-width:0}
.choice{display:flex;align-items:center;gap:12px;min-height:48px;padding:10px 0;border-top:1px solid var(--line);cursor:pointer}
.choice input{flex:none;width:22px;height:22px;margin:0;accent-color:var(--accent)}
.entry+.entry{margin-top:16px;padding-top:16px;border-top:1px solid var(--line)}
.label{display:block;margin:12px 0 4px;font-size:14px;color:var(--muted)}
button{display:flex;align-items:center;justify-content:center;width:100%;min-height:50px;margin-top:16px;padding:11px 16px;border:1px solid var(--accent);border-radius:10px;background:var(--accent);color:var(--onAccent);font:inherit;font-weight:600;cursor:pointer}
.flash{margin:0 0 12px;padding:14px 16px;border-radius:12px;font-weight:600;background:var(--calm);color:var(--calmInk)}
.flash.bad{background:var(--bad);color:var(--badInk)}
@media(min-width:900px){.page{padding-top:32px}.card{padding:28px}.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px}.pair>*{margin-bottom:0}.pair{margin-bottom:12px}}
`;
