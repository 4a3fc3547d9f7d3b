/** The look of a report: the app's colours by name, so that plots take them too; light on paper whatever the screen. Lines to sign stand on paper only. */
export const REPORT_STYLE = `
:root {
  color-scheme: light dark;
  --ink: light-dark(#1c1b19, #ecebe8); --ink-2: light-dark(#57534c, #b3b0aa); --sheet: light-dark(#ffffff, #1d1f23);
  --sunken: light-dark(#f3f1ec, #121316); --rule: light-dark(#e4e0d8, #2d3036); --rule-strong: light-dark(#8f887b, #6d737e);
  --pencil: light-dark(#1f4fd8, #8fb0ff); --neutral: light-dark(#5f6672, #9aa3af); --minor: light-dark(#a34a08, #f5b14c);
  --major: light-dark(#b93c0b, #ff8a5c); --critical: light-dark(#b4003c, #ff6b8f); --neutral-soft: light-dark(#eceef1, #2a2d33);
  --minor-soft: light-dark(#fdf1dc, #3a2b12); --major-soft: light-dark(#fde6da, #40231a); --critical-soft: light-dark(#fbe0e8, #42182a);
  --mark: light-dark(#d8ece4, #1d4237);
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--sheet); color: var(--ink); font: 15px/1.5 'Inter Variable', Inter, system-ui, 'Segoe UI', 'Noto Sans', sans-serif; }
main { max-width: 800px; margin-inline: auto; padding: 32px 24px 64px; }
h1 { font-size: 17px; font-weight: 600; color: var(--ink-2); margin-block: 20px 4px; }
h2 { font-size: 19px; line-height: 1.3; margin-block: 40px 8px; break-after: avoid; }
h3 { font-size: 13px; font-weight: 600; color: var(--ink-2); }
p { max-width: 68ch; margin-block-end: 10px; overflow-wrap: anywhere; }
.about { color: var(--ink-2); border-block-end: 1px solid var(--rule); padding-block-end: 10px; max-width: none; }
.answer { font-size: 25px; line-height: 1.3; font-weight: 650; text-wrap: balance; max-width: none; }
.answer + .answer { font-size: 18px; font-weight: 500; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 300px), 1fr)); gap: 1px; margin-block-start: 18px; background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
dl div { background: var(--sheet); padding: 12px 16px; }
dt { font-size: 13px; color: var(--ink-2); }
dd { margin: 2px 0 0; font-size: 16px; font-weight: 550; overflow-wrap: anywhere; }
figure { margin-block: 12px 20px; break-inside: avoid; }
figure svg { display: block; max-width: 100%; height: auto; }
.wide { overflow-x: auto; margin-block: 8px 20px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: start; color: var(--ink-2); font-size: 13px; padding-block-end: 6px; }
th, td { text-align: start; font-weight: 400; padding: 6px 12px 6px 0; padding-inline: 0 12px; vertical-align: top; border-block-end: 1px solid var(--rule); }
thead .figure { white-space: normal; }
thead th { color: var(--ink-2); font-size: 13px; vertical-align: bottom; border-block-end-color: var(--rule-strong); }
tbody th { font-weight: 600; overflow-wrap: anywhere; }
.figure { text-align: end; white-space: nowrap; padding-inline: 12px 0; }
small { display: block; font-size: 12px; color: var(--ink-2); }
tr, .segment { break-inside: avoid; }
thead { display: table-header-group; }
.prose { padding-inline-start: 12px; white-space: pre-wrap; overflow-wrap: break-word; }
.segment { margin-block: 12px 20px; }
.segment th { width: 7.5em; font-size: 13px; color: var(--ink-2); }
.segment .figure { font-weight: 600; }
.text { font-family: 'Source Serif 4 Variable', 'Noto Serif', Georgia, serif; font-size: 16px; unicode-bidi: isolate; white-space: pre-wrap; overflow-wrap: anywhere; display: block; }
mark { background: var(--mark); color: inherit; border-radius: 2px; text-decoration: underline; text-decoration-thickness: 1.5px; text-underline-offset: 3px; }
.notes { padding-inline-start: 0; list-style: none; font: 12px/1.6 ui-monospace, 'DejaVu Sans Mono', monospace; color: var(--ink-2); overflow-wrap: anywhere; }
.signed { display: none; grid-template-columns: 2fr 2fr 1fr; gap: 24px; margin-block-start: 64px; }
.signed p { border-block-start: 1px solid var(--ink); padding-block-start: 4px; font-size: 13px; color: var(--ink-2); }
footer { margin-block-start: 48px; padding-block-start: 12px; border-block-start: 1px solid var(--rule); color: var(--ink-2); font-size: 13px; }
@media (max-width: 520px) { main { padding: 20px 16px 40px; } .answer { font-size: 21px; } .segment th { width: 5em; } }
@media print {
  :root { color-scheme: light; }
  @page { size: A4; margin: 18mm 16mm; }
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  .page { break-before: page; }
  .page h2 { margin-block-start: 0; }
  .wide { overflow: visible; }
  .wide:not(.long), .notes, .signed { break-inside: avoid; }
  .segment + p { break-before: avoid; }
  .signed { display: grid; }
  h2 + p, p:has(+ figure), p:has(+ .wide) { break-after: avoid; break-inside: avoid; }
  table { font-size: 9pt; }
  th, td { padding-inline-end: 6px; }
  .figure { padding-inline-start: 6px; }
}
`;
