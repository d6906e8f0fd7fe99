// Drawings of festive things and boats for which the emoji sets have nothing. Data only.
import { across, ball, down, svg } from './svg.js';

const lobes = (y: number): string =>
  [0.96, 0.62, 0.24]
    .map(
      (k, i) =>
        `<ellipse cx="128" cy="${y}" rx="${100 * k}" ry="72" fill="none" stroke="#a3121c" stroke-width="${4 - i}" opacity=".6"/>`,
    )
    .join('');

export const festivalDrawings: Readonly<Record<string, string>> = {
  lantern: svg(
    `${ball('r', '#ff8a5e', '#ec2f2a', '#a50f1a')}${across('g', '#b57a1c', '#ffe49a', '#c98f2a')}<path d="M128 0v20" stroke="#c98f2a" stroke-width="7"/><rect x="86" y="16" width="84" height="20" rx="6" fill="url(#g)"/><ellipse cx="128" cy="106" rx="104" ry="74" fill="url(#r)"/>${lobes(106)}<path d="M128 32v148" stroke="#a3121c" stroke-width="3" opacity=".6"/><ellipse cx="92" cy="78" rx="20" ry="30" fill="#ffd9a0" opacity=".35"/>
    <rect x="86" y="174" width="84" height="18" rx="6" fill="url(#g)"/><path d="M128 192v18" stroke="#c98f2a" stroke-width="6"/><circle cx="128" cy="212" r="8" fill="#f0b83c"/>${[108, 115, 122, 128, 134, 141, 148].map((x) => `<path d="M128 216L${x} 256" stroke="#e8382e" stroke-width="4.4" stroke-linecap="round"/>`).join('')}`,
  ),
  fu: svg(
    `${ball('r', '#f4463a', '#d6202a', '#a10f1c')}<rect x="44" y="44" width="168" height="168" rx="6" fill="url(#r)" transform="rotate(45 128 128)"/><rect x="56" y="56" width="144" height="144" fill="none" stroke="#f7cf6a" stroke-width="5" transform="rotate(45 128 128)"/>
    <g stroke="#f9d675" stroke-width="11" stroke-linecap="round" fill="none"><path d="M90 78l12 12M74 104h40q-8 22-42 44M98 120v62M106 128l12 12"/><path d="M130 86h58M138 104h42v24h-42zM136 142h46v42h-46zM159 142v42M136 163h46"/></g>`,
  ),
  knot: svg(
    `<path d="M128 0v30" stroke="#d61f2c" stroke-width="8"/><g transform="rotate(45 128 92)"><rect x="84" y="48" width="88" height="88" rx="10" fill="#c8141f"/>${[0, 1, 2, 3, 4].map((i) => `<path d="M84 ${57 + i * 17.5}h88M${93 + i * 17.5} 48v88" stroke="${i % 2 ? '#ff7a6a' : '#ee3a3a'}" stroke-width="9"/>`).join('')}${[
      [84, 48],
      [172, 48],
      [172, 136],
      [84, 136],
    ]
      .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="15" fill="none" stroke="#e22a30" stroke-width="8"/>`)
      .join(
        '',
      )}</g><circle cx="128" cy="168" r="12" fill="#f4c250"/>${[110, 116, 122, 128, 134, 140, 146].map((x) => `<path d="M128 176L${x} 254" stroke="#e22a30" stroke-width="5" stroke-linecap="round"/>`).join('')}`,
  ),
  liondance: svg(
    `${ball('r', '#ff7a4e', '#e8342c', '#a6141c')}<path d="M168 128q66 6 76 70l-18 40h-14l-4-34q-20-14-60-14z" fill="#f0b63a"/><path d="M176 140q46 12 56 56" stroke="#e8342c" stroke-width="12" fill="none" stroke-dasharray="14 8"/><path d="M92 206l-8 42h26l8-36zM150 204l8 44h24l-8-48z" fill="#f0b63a"/><path d="M82 246h32v8H78zM156 246h32v8h-30z" fill="#fff"/><path d="M14 116q0-84 92-92 92 6 94 88 0 78-92 88-92-8-94-84z" fill="url(#r)"/><path d="M30 60q-22-40 18-42 10 12 20 26zM178 60q22-40-18-42-10 12-20 26z" fill="#f7c948"/><circle cx="106" cy="42" r="20" fill="#ffe08a"/><circle cx="106" cy="42" r="10" fill="#e8342c"/>
    <ellipse cx="68" cy="96" rx="32" ry="28" fill="#fff"/><ellipse cx="146" cy="96" rx="32" ry="28" fill="#fff"/><circle cx="72" cy="98" r="15" fill="#1c1a22"/><circle cx="142" cy="98" r="15" fill="#1c1a22"/><circle cx="67" cy="92" r="5" fill="#fff"/><circle cx="137" cy="92" r="5" fill="#fff"/><path d="M34 62q34-22 66 2M114 64q32-24 66-2" stroke="#fff" stroke-width="13" stroke-linecap="round" fill="none"/><ellipse cx="106" cy="128" rx="22" ry="15" fill="#3fae6a"/><path d="M40 158q66 46 132 0-4 40-66 44-62-4-66-44z" fill="#7a0f18"/><path d="M44 160q62 40 124 0" stroke="#fff" stroke-width="15" fill="none" stroke-dasharray="16 5"/><path d="M70 198q36 40 72 0l-10 40q-26 16-52 0z" fill="#fff8ec"/>`,
  ),
  wupeng: svg(
    `${down('h', '#6d4a30', '#3a2616')}${down('c', '#5a5148', '#2c2622')}<path d="M4 150q20 14 44 14h160q26-2 44-20-12 52-50 62H60q-44-14-56-56z" fill="url(#h)"/><path d="M4 150q20 14 44 14h160q26-2 44-20l-2 12q-18 16-42 18H48q-26-2-42-16z" fill="#8f6a48"/><path d="M78 160q0-66 54-68 56 2 56 68z" fill="url(#c)"/>${[92, 110, 132, 154, 172].map((x) => `<path d="M${x} 160q2-54 ${(132 - x) * 0.4 + 4} -64" stroke="#8a7c6c" stroke-width="4" fill="none"/>`).join('')}<path d="M96 160q2-46 36-46t38 46z" fill="#17120e" opacity=".55"/><path d="M212 150l26-112" stroke="#8f6a48" stroke-width="6" stroke-linecap="round"/>`,
  ),
  dragonboat: svg(
    `${down('h', '#e8402e', '#a3161c')}<path d="M38 160h176q24 0 38-22-4 54-50 66H72q-34-6-34-44z" fill="url(#h)"/><path d="M44 172q90 14 196-10" stroke="#f7cf5a" stroke-width="8" fill="none" stroke-dasharray="12 7"/><path d="M56 176q-36-20-30-66-18-6-22-26 14-20 40-18 28 2 34 30 0 30 6 70z" fill="#f2b632"/><path d="M38 68q-4-22 12-30 2 16 8 24zM56 70q8-20 24-20-6 14-8 26z" fill="#3fae6a"/><circle cx="40" cy="86" r="9" fill="#fff"/><circle cx="38" cy="86" r="5" fill="#1c1a22"/><path d="M4 92q16 10 30 8" stroke="#a3161c" stroke-width="6" fill="none"/><path d="M74 100q16 10 14 30 12 12 4 34" stroke="#3fae6a" stroke-width="10" fill="none"/>
    ${[104, 140, 176].map((x) => `<circle cx="${x}" cy="118" r="13" fill="#f3c9a0"/><path d="M${x - 14} 112q14-20 28 0z" fill="#e8402e"/><path d="M${x - 14} 134h28l4 30h-36z" fill="#fbe9d0"/><path d="M${x + 8} 140l26 64" stroke="#8a5a34" stroke-width="6" stroke-linecap="round"/>`).join('')}<path d="M214 160q10-60 4-84" stroke="#8a5a34" stroke-width="5" fill="none"/><path d="M218 76q20 4 32 22-18 8-30 8z" fill="#f7cf5a"/>`,
  ),
  balloonship: svg(
    `${across('a', '#e8503e', '#ff9a6a', '#c93a30')}<path d="M128 6q84 4 90 84-2 52-66 96h-48Q40 142 38 90q6-80 90-84z" fill="url(#a)"/><path d="M128 6q-44 20-48 86 4 56 36 94h24q32-38 36-94-4-66-48-86z" fill="#ffd75a"/><path d="M128 6q-18 20-20 86 2 60 12 94h16q10-34 12-94-2-66-20-86z" fill="#5fb8e8"/><path d="M44 112q84 34 168 0" stroke="#fff" stroke-width="11" opacity=".75" fill="none"/><path d="M106 188l6 26M150 188l-6 26" stroke="#8a6240" stroke-width="3.5"/><path d="M104 212h48l-5 38q-19 6-38 0z" fill="#b5793f"/><path d="M103 212h50v9h-50z" fill="#8a5526"/><path d="M107 230h42M108 240h40" stroke="#8a5526" stroke-width="3"/><ellipse cx="84" cy="62" rx="14" ry="32" fill="#fff" opacity=".28"/>`,
  ),
};
