/** What the board adds to the style sheet of all pages. */
export const boardSheet = `
.top{display:flex;flex-wrap:wrap;align-items:center;gap:4px 12px;max-width:1160px;margin:0 auto;padding:8px 16px}
.top .brand{margin:0;padding:10px 0;color:var(--ink);text-decoration:none;font-weight:650}
.skip{position:absolute;left:-9999px}
.skip:focus{left:16px;background:var(--card);padding:10px 16px;z-index:1}
.top nav{display:flex;gap:4px;overflow-x:auto;flex:1 1 0;min-width:0;scrollbar-width:none}
.top nav a{display:inline-flex;align-items:center;min-height:44px;padding:0 10px;border-radius:10px;color:var(--muted);text-decoration:none;white-space:nowrap}
.top nav a:hover{color:var(--ink)}
.top nav a[aria-current]{color:var(--ink);background:var(--soft);font-weight:600}
.top form{margin:0}
.find{flex:0 1 220px}
input[type=search],input[type=email]{display:block;width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--muted);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
.plainly{width:auto;min-height:44px;padding:8px 10px;border-color:transparent;background:none;color:var(--muted);font-weight:400;white-space:nowrap}
.page:has(>#content){padding-top:8px}
.head{display:flex;flex-wrap:wrap;align-items:baseline;justify-content:space-between;gap:8px;margin:8px 4px 12px}
.head p{color:var(--muted)}
.group{margin:24px 4px 8px;display:flex;gap:8px;align-items:baseline}
.group .count{font-weight:400;font-variant-numeric:tabular-nums}
.rows{background:var(--card);border:1px solid var(--line);border-radius:14px;padding:0;overflow:hidden}
.rows li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:0 12px;align-items:center;padding:6px 8px 6px 16px;min-height:60px;border-top:1px solid var(--line)}
.rows li:first-child{border-top:0}
.rows li:focus-within{background:var(--soft)}
.rows a{color:var(--ink);text-decoration:none;font-weight:600;display:inline-flex;align-items:center;min-height:44px}
.rows a:hover{text-decoration:underline}
.rows .more{display:flex;flex-wrap:wrap;gap:0 10px;color:var(--muted);font-size:14px}
.rows .worth{font-variant-numeric:tabular-nums}
.rows .side{display:flex;align-items:center;gap:12px}
.rows button{width:auto;min-height:44px;min-width:44px;padding:8px 14px;white-space:nowrap;font-size:15px}
.due{display:inline-block;padding:2px 8px;border-radius:8px;text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums;font-size:14px}
.due time{display:inline;color:inherit;font-weight:600}
.due .at{display:block;font-size:14px}
.due:not(.warn,.bad){color:var(--muted)}
.none{padding:24px 16px;background:var(--card);border:1px solid var(--line);border-radius:14px;color:var(--muted)}
kbd{padding:2px 8px;border:1px solid var(--line);border-bottom-width:2px;border-radius:6px;background:var(--soft);font:inherit;font-size:14px}
dialog{max-width:420px;border:1px solid var(--line);border-radius:14px;padding:20px;background:var(--card);color:var(--ink)}
dialog::backdrop{background:rgb(0 0 0/.4)}
dialog button{margin-top:16px}
.roomy{grid-template-columns:repeat(auto-fit,minmax(240px,1fr))}
.rows+.card,.hint+.card{margin-top:24px}
form>.choices{position:sticky;bottom:0;margin:0;padding:12px 0;background:var(--ground)}
.inside .choices{position:static;background:none;padding:16px 0 0}
.rows .aside{color:var(--accent);font-weight:400}
.rows .more{align-items:center}
.rows li.ticked{grid-template-columns:auto minmax(0,1fr) auto;padding-left:4px}
.tick{display:inline-flex;align-items:center;justify-content:center;width:44px;height:44px;cursor:pointer}
.tick input{width:22px;height:22px;margin:0;accent-color:var(--accent)}
.rows details{grid-column:1/-1;margin:0}
.rows .fields button{min-height:50px}
.rows details .plainList li{display:flex;align-items:center;flex-wrap:wrap;min-height:44px;padding:0;border:0;gap:4px 12px}
.plainList{margin:0;padding:0;list-style:none}
.lines li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:2px 16px;padding:8px 0;border-top:1px solid var(--line)}
.lines li:first-child{border-top:0}
.muted{color:var(--muted)}
.tall{display:inline-flex;align-items:center;min-height:44px}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.fields{display:grid;grid-template-columns:repeat(auto-fit,minmax(160px,1fr));gap:12px;align-items:end;padding:4px 0 12px}
.fields .label{margin-top:0}
.fields button,.choices button{margin:0}
.fields .wide{grid-column:1/-1}
.choices{display:flex;flex-wrap:wrap;gap:12px;margin-top:16px}
.choices form,.choices>button{flex:1 1 200px;margin:0}
.many{display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:0 16px}
.many legend+.choice,.many .choice{border-top:0;min-height:44px;padding:4px 0}
.card.action{padding:0}
.inside{padding:0 20px 20px}
.progress h2{font-size:16px;color:var(--ink)}
.progress ul{margin:12px 0 0;padding:0 0 0 20px;color:var(--muted);font-size:15px}
.choose{display:flex;flex-wrap:wrap;gap:4px 10px;align-items:center;margin:16px 0 12px}
.choose .label{flex:1 0 100%;margin:0}
.choose input,.choose select{width:auto;min-height:44px}
.choose button{width:auto;min-height:44px;margin:0}
.rows li.tall{align-items:start}
.rows li.tall>*{padding:8px 0}
.rows li form{margin:0}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere;font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
progress{display:block;width:100%;height:10px;margin:0 0 12px;accent-color:var(--accent)}
.said{margin:0;padding:0 0 0 20px}
.said li{padding:4px 0}
h3{margin:16px 0 4px;font-size:14px;color:var(--muted)}
summary h2{display:inline;margin:0}
.inputs{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:12px;align-items:start}
.inputs .label{margin-top:0}
.wrong{color:var(--badInk)}
.verdict{margin:16px 0;padding:16px;border-radius:10px;background:var(--soft)}
input[type=number],input[type=datetime-local]{display:block;width:100%;min-height:50px;padding:11px 12px;border:1px solid var(--muted);border-radius:10px;background:var(--card);color:var(--ink);font:inherit}
.choose input[type=number]{width:7em}
.hint+.rows,.hint+.flash{margin-top:8px}
.undo{display:inline}
.undo button{display:inline-flex;width:auto;min-height:44px;padding:4px 12px;margin-left:8px}
@media(max-width:600px){
.top{gap:0 8px}
.top nav{order:3;flex-basis:100%}
.find{flex:1 1 120px}
.rows .at{display:none}
.rows .side{flex-direction:column;align-items:flex-end;gap:4px}
}
@media(prefers-reduced-motion:no-preference){.rows li{transition:background-color .15s}}
@media print{.top,dialog,.rows button,.bulk{display:none}body{background:none}}
`;
