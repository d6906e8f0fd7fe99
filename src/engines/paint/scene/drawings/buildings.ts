// Drawings of buildings and landmarks: roofs with curling eaves from one construction, towers, bridges, walls. Data only.
import { across, down, svg } from './svg.js';

/** A tiled roof with curling ends: middle x, y of the eave, half width, height. */
function roof(x: number, y: number, half: number, tall: number, tone: string, ridge: string): string {
  const lines = Array.from({ length: 13 }, (_, i) => {
    const t = i / 12 - 0.5;
    return `<path d="M${x + t * half} ${y - tall}L${x + t * half * 1.9} ${y}" stroke="#000" stroke-opacity=".18" stroke-width="2"/>`;
  }).join('');
  return `<path d="M${x - half * 1.12} ${y - tall * 0.32}Q${x - half * 0.8} ${y - tall * 0.1} ${x - half * 0.5} ${y - tall}H${x + half * 0.5}Q${x + half * 0.8} ${y - tall * 0.1} ${x + half * 1.12} ${y - tall * 0.32}Q${x + half * 0.98} ${y + tall * 0.14} ${x + half * 0.86} ${y + tall * 0.08}H${x - half * 0.86}Q${x - half * 0.98} ${y + tall * 0.14} ${x - half * 1.12} ${y - tall * 0.32}z" fill="${tone}"/>${lines}<rect x="${x - half * 0.54}" y="${y - tall * 1.14}" width="${half * 1.08}" height="${tall * 0.2}" rx="3" fill="${ridge}"/><path d="M${x - half * 0.9} ${y + tall * 0.08}h${half * 1.8}" stroke="${ridge}" stroke-width="4"/>`;
}

/** Red columns between two heights. */
const columns = (xs: readonly number[], y0: number, y1: number, wide: number, tone: string): string =>
  xs
    .map(
      (x) =>
        `<rect x="${x - wide / 2}" y="${y0}" width="${wide}" height="${y1 - y0}" fill="${tone}"/><rect x="${x - wide / 2}" y="${y0}" width="${wide * 0.3}" height="${y1 - y0}" fill="#fff" opacity=".22"/>`,
    )
    .join('');

const lattice = (x: number, y: number, w: number, h: number, tone: string): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${tone}"/><path d="M${x + w / 3} ${y}v${h}M${x + (2 * w) / 3} ${y}v${h}M${x} ${y + h / 3}h${w}M${x} ${y + (2 * h) / 3}h${w}" stroke="#f2cf7a" stroke-width="2" opacity=".75"/>`;

export const buildingDrawings: Readonly<Record<string, string>> = {
  pagoda: svg(
    `${across('w', '#b5543c', '#e0886a', '#9a4430')}<path d="M128 0l6 26h-12z" fill="#d9a83c"/><circle cx="128" cy="24" r="6" fill="#f2c95a"/>${[
      0, 1, 2, 3, 4,
    ]
      .map((i) => {
        const half = 38 + i * 11;
        const y = 58 + i * 42;
        return `<rect x="${128 - half * 0.62}" y="${y}" width="${half * 1.24}" height="34" fill="url(#w)"/>${lattice(128 - 9, y + 8, 18, 26, '#5a2018')}${columns([128 - half * 0.56, 128 + half * 0.56], y, y + 34, 6, '#8a2c20')}${roof(128, y + 2, half, 22, '#4d6a62', '#c99a4a')}`;
      })
      .join('')}<path d="M50 256h156l-12-14H62z" fill="#c9bda8"/>`,
  ),
  temple: svg(
    `${across('w', '#c4442e', '#e8694a', '#a83424')}<path d="M14 240h228v12H14zM28 224h200v18H28z" fill="#d3c8b4"/><path d="M104 224h48l14 28H90z" fill="#b7ab96"/><rect x="44" y="146" width="168" height="80" fill="url(#w)"/>${lattice(62, 160, 32, 60, '#7a2a1c')}${lattice(162, 160, 32, 60, '#7a2a1c')}<rect x="104" y="158" width="48" height="68" fill="#5a1c14"/><path d="M128 158v68" stroke="#e0b04a" stroke-width="2"/>${[166, 180, 194, 208].map((y) => `<circle cx="116" cy="${y}" r="2.6" fill="#f2cf7a"/><circle cx="140" cy="${y}" r="2.6" fill="#f2cf7a"/>`).join('')}${columns([46, 100, 156, 210], 142, 228, 12, '#9c2a1c')}${roof(128, 142, 106, 40, '#e0a23a', '#c4792a')}<rect x="78" y="72" width="100" height="32" fill="url(#w)"/>${lattice(92, 78, 72, 22, '#7a2a1c')}<rect x="108" y="108" width="40" height="18" fill="#274a7a" stroke="#f2cf7a" stroke-width="3"/>${roof(128, 74, 76, 36, '#e0a23a', '#c4792a')}`,
  ),
  palace: svg(
    `${across('w', '#b8302a', '#dd5144', '#9c2420')}<path d="M0 236h256v18H0zM14 218h228v20H14zM30 202h196v18H30z" fill="#efe8da"/><path d="M100 202h56l16 52H84z" fill="#d9cfba"/>${[220, 230, 240].map((y) => `<path d="M${104 - (y - 202) * 0.3} ${y}h${48 + (y - 202) * 0.6}" stroke="#b7ab96" stroke-width="2"/>`).join('')}<rect x="30" y="134" width="196" height="70" fill="url(#w)"/>${[42, 76, 150, 184].map((x) => lattice(x, 148, 28, 54, '#7a1e18')).join('')}<rect x="110" y="144" width="36" height="60" fill="#6a1a14"/>${columns([34, 73, 107, 149, 183, 222], 130, 206, 10, '#a82a22')}<path d="M28 132h200v8H28z" fill="#2f6b8a"/>${roof(128, 130, 116, 36, '#f0b23a', '#d98a22')}<rect x="62" y="72" width="132" height="24" fill="url(#w)"/><path d="M60 72h136v7H60z" fill="#2f6b8a"/>${roof(128, 70, 92, 40, '#f0b23a', '#d98a22')}<path d="M72 28q-10-12 0-20 4 8 10 14zM184 28q10-12 0-20-4 8-10 14z" fill="#d98a22"/>`,
  ),
  pavilion: svg(
    `<path d="M28 238h200v14H28zM44 226h168v14H44z" fill="#cfc4b0"/>${columns([58, 104, 152, 198], 124, 228, 11, '#b03a2a')}<path d="M52 196h152v8H52zM52 216h152v8H52z" fill="#c9563e"/>${[66, 80, 94, 112, 128, 144, 162, 176, 190].map((x) => `<path d="M${x} 200v20" stroke="#c9563e" stroke-width="4"/>`).join('')}<path d="M54 124h148v12H54z" fill="#3f7a6a"/><path d="M128 18q14 66 112 84-6 16-24 30H40q-18-14-24-30 98-18 112-84z" fill="#4f6a66"/>${[-80, -54, -28, 0, 28, 54, 80].map((d) => `<path d="M128 26Q${128 + d * 0.3} 84 ${128 + d} 130" stroke="#33484a" stroke-width="3" fill="none"/>`).join('')}<circle cx="128" cy="16" r="11" fill="#e0b04a"/><path d="M128 0v10" stroke="#e0b04a" stroke-width="5"/>`,
  ),
  hui: svg(
    `<rect x="30" y="96" width="196" height="150" fill="#f6f3ec"/><path d="M30 200h196v46H30z" fill="#e3ded2"/><path d="M14 96V66h22V48h26V34h132v14h26v18h22v30z" fill="#f6f3ec"/><path d="M10 66h28v-18h26V32h128v16h26v18h28v10H10zM54 32h148v-10H54z" fill="#3d444a"/><path d="M6 64q-4-10 0-14l14 6zM250 64q4-10 0-14l-14 6z" fill="#3d444a"/><rect x="98" y="164" width="60" height="82" fill="#6a4630"/><path d="M128 164v82" stroke="#3a2414" stroke-width="3"/><path d="M86 154h84l10 10H76z" fill="#3d444a"/><rect x="104" y="138" width="48" height="14" fill="#4a3424"/>${lattice(50, 118, 30, 34, '#5a4030')}${lattice(176, 118, 30, 34, '#5a4030')}<circle cx="118" cy="208" r="4" fill="#e0b04a"/><circle cx="138" cy="208" r="4" fill="#e0b04a"/><path d="M70 246v-60" stroke="#c8342a" stroke-width="0"/><ellipse cx="84" cy="190" rx="11" ry="13" fill="#e0342a"/><ellipse cx="172" cy="190" rx="11" ry="13" fill="#e0342a"/>`,
  ),
  yurt: svg(
    `${across('w', '#e6e0d2', '#ffffff', '#cfc6b4')}<path d="M22 142h212v94q-106 18-212 0z" fill="url(#w)"/><path d="M10 146Q40 62 128 46q88 16 118 100-118 18-236 0z" fill="#f4f0e6"/><path d="M128 46q-60 24-84 102M128 46q60 24 84 102M128 46v108" stroke="#4d84c0" stroke-width="5" fill="none" opacity=".75"/><ellipse cx="128" cy="50" rx="26" ry="10" fill="#c8503e"/><path d="M10 146q118 18 236 0v14q-118 18-236 0z" fill="#3f78b8"/><path d="M22 170q106 16 212 0" stroke="#d9a83c" stroke-width="6" fill="none"/><rect x="102" y="164" width="52" height="80" fill="#b5483a"/><rect x="110" y="174" width="36" height="62" fill="none" stroke="#f2cf7a" stroke-width="4"/>`,
  ),
  lighthouse: svg(
    `${across('w', '#d9dfe6', '#ffffff', '#b9c2cc')}${across('r', '#c82a2a', '#ff6a5a', '#a31c20')}<path d="M40 250q10-34 44-30h88q34-4 44 30z" fill="#7d7468"/><path d="M96 78h64l22 148H74z" fill="url(#w)"/><path d="M92.500 102h71l5 36H87.500zM82 174h92l5 36H77z" fill="url(#r)"/><rect x="84" y="66" width="88" height="14" rx="4" fill="#3a4452"/><rect x="102" y="36" width="52" height="32" fill="#ffe9a0"/><path d="M102 36v32M119 36v32M137 36v32M154 36v32" stroke="#3a4452" stroke-width="4"/><path d="M94 38q34-46 68 0z" fill="url(#r)"/><path d="M128 4v12" stroke="#3a4452" stroke-width="5"/><rect x="116" y="150" width="24" height="16" rx="8" fill="#33485c"/><path d="M116 226v-20q12-14 24 0v20z" fill="#5a3a28"/>`,
  ),
  windmill: svg(
    `${across('w', '#e8d9c0', '#fff6e6', '#c9b494')}<path d="M88 108h80l20 140H68z" fill="url(#w)"/><path d="M80 110q48-66 96 0z" fill="#a8543c"/><path d="M112 248v-38q16-18 32 0v38z" fill="#6a4630"/><rect x="114" y="150" width="28" height="26" rx="4" fill="#6fa0c4"/><g stroke="#6a4630" stroke-width="6">${[20, 110, 200, 290].map((turn) => `<g transform="rotate(${turn} 128 96)"><path d="M128 96V-6"/><path d="M132 80h26V0h-26z" fill="#fff8ea" stroke-width="3"/><path d="M132 60h26M132 40h26M132 20h26M145 80V0" stroke-width="2"/></g>`).join('')}</g><circle cx="128" cy="96" r="10" fill="#4a3020"/>`,
  ),
  pyramid: svg(
    `${across('a', '#f2cf8a', '#d9a85a')}<path d="M128 40L6 232h160z" fill="url(#a)"/><path d="M128 40l122 192h-84z" fill="#a8783c"/>${Array.from({ length: 10 }, (_, i) => `<path d="M${128 - (i + 1) * 11.6} ${58 + i * 18}L${128 + (i + 1) * 3.6} ${58 + i * 18}" stroke="#b58a48" stroke-width="2.500" opacity=".7"/><path d="M${128 + (i + 1) * 3.6} ${58 + i * 18}L${128 + (i + 1) * 11.6} ${58 + i * 18}" stroke="#7d5628" stroke-width="2.500" opacity=".7"/>`).join('')}`,
  ),
  bridge: svg(
    `${down('s', '#e0d8c8', '#a89c88')}<path d="M4 190q40-6 70-60 54-62 108 0 30 54 70 60v14h-60q-4-56-64-58-60 2-64 58H4z" fill="url(#s)"/><path d="M64 204q4-56 64-58 60 2 64 58" fill="none" stroke="#8d8270" stroke-width="7"/><path d="M4 172q40-6 70-60 54-60 108 0 30 54 70 60" fill="none" stroke="#f4eee0" stroke-width="7"/>${Array.from(
      { length: 11 },
      (_, i) => {
        const x = 20 + i * 21.6;
        const y = 188 - 92 * Math.sin((Math.PI * (x - 4)) / 248) ** 1.4;
        return `<rect x="${x - 4}" y="${y - 20}" width="8" height="26" fill="#d0c6b2"/>`;
      },
    ).join('')}`,
  ),
  greatwall: svg(
    `${down('s', '#d9bf94', '#a38458')}<path d="M0 250q40-70 96-80 60-10 100-80l60-30v190z" fill="#7da35a"/><path d="M0 236l84-62 20 22-70 58H0zM104 176l96-84 16 20-92 82zM200 92l56-40v26l-44 32z" fill="url(#s)"/><path d="M2 232l80-60M106 172l92-82M204 88l52-38" stroke="#f0dcb4" stroke-width="9" stroke-dasharray="9 6"/><path d="M66 130h60v70H66zM178 58h46v58h-46z" fill="#c9a878"/><path d="M60 122h72v12H60zM172 52h58v10h-58z" fill="#e0c79a"/><path d="M60 110h12v14H60zM80 110h12v14H80zM100 110h12v14h-12zM120 110h12v14h-12zM172 42h10v12h-10zM190 42h10v12h-10zM208 42h10v12h-10z" fill="#e0c79a"/><path d="M84 200v-30q12-16 24 0v30zM194 116v-24q8-12 16 0v24z" fill="#5a4228"/>`,
  ),
  bamboo: svg(
    `${across('b', '#4d8a34', '#a8d46a', '#3f7a2c')}${[
      [74, 0],
      [122, 22],
      [166, 8],
    ]
      .map(
        ([x = 0, y = 0]) =>
          `${[0, 1, 2, 3].map((i) => `<rect x="${x}" y="${y + i * 62}" width="22" height="58" rx="4" fill="url(#b)"/><rect x="${x - 2}" y="${y + i * 62 + 56}" width="26" height="6" rx="3" fill="#cbe79a"/>`).join('')}<path d="M${x + 18} ${y + 60}q34-30 62-20-26 22-60 24zM${x + 4} ${y + 120}q-34-34-62-20 26 20 60 24zM${x + 18} ${y + 124}q30-10 50 6-26 8-50-2z" fill="#63a83e"/>`,
      )
      .join('')}`,
  ),
};
