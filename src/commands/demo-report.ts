// The demo's report: one HTML page that shows each photo's way, pictures first, facts below.
// Must not know what the steps did.

export interface ReportStep {
  readonly title: string;
  readonly facts: Readonly<Record<string, string | number>>;
  /** File beside the report. */
  readonly picture: string | null;
  readonly transparent: boolean;
}

export interface ReportAlbum {
  readonly name: string;
  readonly photo: string;
  readonly steps: ReportStep[];
}

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const facts = (step: ReportStep): string =>
  Object.entries(step.facts)
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(String(value))}</dd>`)
    .join('');

function figure(album: ReportAlbum, step: ReportStep): string {
  const picture =
    step.picture === null
      ? `<img src="${escapeHtml(encodeURI(album.photo))}" alt="${escapeHtml(album.name)}">`
      : `<img src="${escapeHtml(encodeURI(step.picture))}" alt="${escapeHtml(step.title)}">`;
  return `<figure><div class="frame${step.transparent ? ' checks' : ''}">${picture}</div>
<figcaption>${escapeHtml(step.title)}</figcaption><details><summary>细节 · details</summary><dl>${facts(step)}</dl></details></figure>`;
}

/** Shown where the machine has no Chinese font; the demo copies it beside the report. */
export const reportFont = 'noto-sans-sc.ttf';

const style = `
@font-face{font-family:Report;src:local("PingFang SC"),local("Microsoft YaHei"),local("Noto Sans SC"),local("Noto Sans CJK SC"),url(${reportFont})}
:root{color-scheme:light dark;--ink:#1c1b1a;--soft:#6b6762;--paper:#f6f4f0;--card:#fff;--line:#e4dfd7}
@media(prefers-color-scheme:dark){:root{--ink:#f1eee9;--soft:#a7a19a;--paper:#171614;--card:#211f1d;--line:#37332f}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,Report,sans-serif}
header{max-width:1180px;margin:0 auto;padding:56px 24px 8px}h1{font-size:34px;letter-spacing:-.01em;margin:0}header p{color:var(--soft);max-width:62ch;margin:8px 0 0}
main{max-width:1180px;margin:0 auto;padding:24px}section{padding:28px 0;border-top:1px solid var(--line)}h2{font-size:18px;margin:0 0 16px;font-weight:600}
.row{display:grid;grid-template-columns:repeat(auto-fit,minmax(260px,1fr));gap:20px}figure{margin:0;background:var(--card);border:1px solid var(--line);border-radius:14px;overflow:hidden}
.frame{aspect-ratio:1;position:relative;background:var(--paper)}.frame img{position:absolute;inset:0;width:100%;height:100%;object-fit:contain}
.checks{background:repeating-conic-gradient(#d9d5cf 0 25%,#f4f2ee 0 50%) 0 0/28px 28px}
figcaption{padding:12px 16px 4px;font-weight:600}details{padding:0 16px 14px;color:var(--soft);font-size:13px}summary{cursor:pointer}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 12px;margin:8px 0 0}dt{font-weight:600}dd{margin:0;overflow-wrap:anywhere}`;

/** A complete page; pictures are looked for beside it. */
export function renderReport(albums: readonly ReportAlbum[]): string {
  const sections = albums
    .map(
      (album) =>
        `<section><h2>${escapeHtml(album.name)}</h2><div class="row">${album.steps.map((step) => figure(album, step)).join('\n')}</div></section>`,
    )
    .join('\n');
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>图券 Tuquan — demo</title><style>${style}</style></head><body><header><h1>图券 Tuquan</h1>
<p>每一步都经公开的接口完成：真实签名、真实引擎、真实回调。Every step went through the public wire API: signed requests, verified answers, decrypted callbacks.</p></header>
<main>${sections}</main></body></html>
`;
}
