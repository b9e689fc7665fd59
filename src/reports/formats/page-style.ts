import { Markup } from './markup';

/** On a screen a sheet of paper, on paper the sheet itself. */
export const PAGE_STYLE = new Markup(`
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #eef1f4; color: #1d2733; font: 14px/1.45 Helvetica Neue, Helvetica, Arial, Liberation Sans, sans-serif; }
main { max-width: 860px; margin: 24px auto; padding: 36px 44px; background: #fff; box-shadow: 0 1px 4px rgba(29, 39, 51, .18); }
h1 { margin: 0; font-size: 24px; font-weight: 600; }
header .notice { margin-top: 10px; padding: 8px 12px; border: 1px solid #b45309; border-radius: 4px; color: #7c2d12; background: #fff7ed; }
h2 { margin: 30px 0 10px; font-size: 15px; font-weight: 600; border-bottom: 1px solid #e3e7eb; padding-bottom: 5px; }
header p, footer { color: #5d6975; margin: 4px 0 0; font-size: 12.5px; }
footer { margin-top: 32px; border-top: 1px solid #e3e7eb; padding-top: 10px; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 22px 0 0; padding: 0; }
.figures div { border: 1px solid #e3e7eb; border-radius: 4px; padding: 9px 12px; }
.figures dt { color: #5d6975; font-size: 12px; }
.figures dd { margin: 2px 0 0; font-size: 18px; font-variant-numeric: tabular-nums; }
.figures small { display: block; color: #5d6975; font-size: 11.5px; }
figure { margin: 0; }
figure svg { max-width: 100%; height: auto; display: block; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 13px; }
th { text-align: left; font-weight: 600; color: #5d6975; font-size: 12px; }
th, td { padding: 4px 8px; border-bottom: 1px solid #e3e7eb; }
td.number, th.number { text-align: right; }
.two { columns: 2; column-gap: 32px; }
@media (max-width: 640px) { main { margin: 0; padding: 20px; } .figures { grid-template-columns: repeat(2, 1fr); } }
@page { size: A4; margin: 14mm; }
@media print {
  body { background: #fff; font-size: 11pt; }
  main { max-width: none; margin: 0; padding: 0; box-shadow: none; }
  h2 { break-after: avoid; }
  tr, figure, .figures div { break-inside: avoid; }
  thead { display: table-header-group; }
}
`);
