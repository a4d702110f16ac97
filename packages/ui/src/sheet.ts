import { palette } from "./palette.ts";

/** A palette as custom properties of CSS. */
const variables = (colours: Record<string, string>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";");

/** The one style sheet of all pages; inline, because pages load nothing. */
export const sheet = `
:root{color-scheme:light dark;${variables(palette.light)}}
@media(prefers-color-scheme:dark){:root{${variables(palette.dark)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:16px}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere}
.page{max-width:960px;margin:0 auto;padding:16px 16px 48px}
.brand{margin:0 4px 12px;font-size:14px;font-weight:600;color:var(--muted)}
.flash{margin:0 0 12px;padding:14px 16px;border-radius:12px;font-weight:600}
.flash.good,.calm{background:var(--calm);color:var(--calmInk)}
.warn{background:var(--warn);color:var(--warnInk)}
.flash.bad,.bad{background:var(--bad);color:var(--badInk)}
.card{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:20px;margin:0 0 12px}
h1{margin:0;font-size:24px;line-height:1.25;font-weight:650;letter-spacing:-.01em}
h2{margin:0 0 8px;font-size:14px;line-height:1.4;font-weight:600;color:var(--muted)}
section{margin-top:24px}
section:first-child,.do{margin-top:0}
p{margin:0}
.about{color:var(--muted);margin-top:2px}
.status{margin:16px 0 0;padding:12px 16px;border-radius:10px}
.status strong{display:block;font-weight:650}
a{color:var(--accent)}
.reach{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin-top:16px}
.plain{margin-top:10px;color:var(--muted);font-size:15px}
blockquote{margin:0;padding:0 0 0 14px;border-left:3px solid var(--line);white-space:pre-line}
.button,button{display:flex;align-items:center;justify-content:center;width:100%;min-height:50px;padding:11px 16px;border:1px solid var(--accent);border-radius:10px;background:var(--card);color:var(--accent);font:inherit;font-weight:600;line-height:1.35;text-align:center;text-decoration:none;cursor:pointer;overflow-wrap:anywhere}
.reach .button{background:var(--calm);border-color:var(--calm);color:var(--calmInk)}
.primary{background:var(--accent);color:var(--onAccent)}
.button:hover,button:hover{filter:brightness(.97)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.action{border-radius:12px}
.action+.action{margin-top:10px}
.action:target,.action:has(:target){outline:3px solid var(--accent);outline-offset:4px}
.leave{margin-top:12px}
.leave form,.leave details{margin-top:10px}
.hint{margin:6px 2px 0;font-size:14px;color:var(--muted)}
details.action{border:1px solid var(--line)}
.action>summary{display:flex;align-items:center;justify-content:space-between;gap:12px;min-height:50px;padding:11px 16px;font-weight:600;cursor:pointer;list-style:none;border-radius:12px}
.action>summary::-webkit-details-marker{display:none}
.action>summary::after{content:"";flex:none;width:8px;height:8px;margin:-4px 3px 0 0;border:solid var(--muted);border-width:0 2px 2px 0;transform:rotate(45deg)}
details.action[open]>summary::after{margin-top:4px;transform:rotate(-135deg)}
details:has(:target)::details-content{content-visibility:visible}
details.action form{padding:0 16px 16px;scroll-margin-top:76px}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend,.label{display:block;padding:0;margin:0 0 4px;font-size:14px;color:var(--muted)}
.choice{display:flex;align-items:center;gap:12px;min-height:48px;padding:10px 0;border-top:1px solid var(--line);cursor:pointer}
legend+.choice{border-top:0}
.choice input{flex:none;width:22px;height:22px;margin:0;accent-color:var(--accent)}
textarea,select,input[type=text],input[type=date]{display:block;width:100%;min-height:50px;padding:11px 12px;border:1px solid var(--muted);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
textarea{min-height:84px;resize:vertical}
form .label,.answer fieldset{margin-top:12px}
.question{margin-bottom:28px}
details button,.answer button{margin-top:16px}
ol,dl{margin:0;padding:0;list-style:none}
ol li{padding:8px 0;border-top:1px solid var(--line)}
time,.when{display:block;font-size:14px;color:var(--muted)}
dl div{display:grid;grid-template-columns:minmax(90px,34%) 1fr;gap:12px;padding:8px 0;border-top:1px solid var(--line);font-size:15px}
dt{color:var(--muted)}
dd{margin:0}
.sums div{grid-template-columns:1fr auto}
.sums dt{color:inherit}
.sums dd{font-variant-numeric:tabular-nums;text-align:right}
.sums .total{font-weight:650}
summary{min-height:44px;padding:10px 0;color:var(--muted);font-size:14px;cursor:pointer}
details:not(.action){margin-top:12px}
blockquote footer{color:var(--muted);font-size:14px}
blockquote+blockquote{margin-top:10px}
.entry+.entry{margin-top:16px;padding-top:16px;border-top:1px solid var(--line)}
table{width:100%;border-collapse:collapse;font-size:15px}
caption{text-align:left;color:var(--muted);font-size:14px;padding:0 0 8px}
th,td{padding:8px 12px 8px 0;border-top:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
thead th{border-top:0;color:var(--muted);font-size:14px}
tbody th{min-width:9ch}
td.number,th.number{white-space:nowrap;overflow-wrap:normal;text-align:right;padding-right:0;padding-left:12px;font-variant-numeric:tabular-nums}
.scroll{overflow-x:auto;margin:0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(130px,1fr));gap:16px}
.figures div{display:block;padding:0;border:0;font-size:inherit}
.figures dt{font-size:14px}
.figures dd{font-size:22px;line-height:1.3;font-weight:650;font-variant-numeric:tabular-nums}
.trend{display:inline-flex;gap:4px;vertical-align:middle}
.trend span{width:10px;height:10px;border-radius:50%;border:2px solid var(--muted)}
.trend .kept{background:var(--accent);border-color:var(--accent)}
.trend .unknown{width:4px;height:4px;align-self:center;border-width:1px}
.figures small{display:block;font-size:14px;font-weight:400;color:var(--muted)}
svg{display:block}
svg text{fill:var(--ink);font-size:14px}
svg .muted{fill:var(--muted)}
svg .bar{fill:var(--accent)}
svg .rest{fill:var(--soft)}
.message{max-width:520px;margin-top:8vh}
.message p{margin-top:10px}
@media(min-width:900px){
.page{padding-top:32px}
.columns{display:grid;grid-template-columns:minmax(0,1fr) 360px;gap:16px;align-items:start}
.do{grid-column:2;grid-row:1/span 2;position:sticky;top:16px}
.who,.more{grid-column:1}
.card{padding:28px}
.columns .card{margin:0}
.columns .leave{margin-top:12px}
.do.card{padding:20px}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:12px;margin-bottom:12px}
.pair>*{margin-bottom:0}
}
@media(forced-colors:active){.primary{forced-color-adjust:none}}
`;
