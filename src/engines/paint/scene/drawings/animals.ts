// Drawings of animals for which the emoji sets have nothing. Data only.
import { ball, down, svg } from './svg.js';

export const animalDrawings: Readonly<Record<string, string>> = {
  crane: svg(
    `${ball('a', '#ffffff', '#f4f6fa', '#c3cbd8')}<path d="M118 176l-6 74M142 176l12 74" stroke="#3a3a44" stroke-width="7" stroke-linecap="round"/><path d="M112 250h-20M112 250h14M154 250h-14M154 250h20" stroke="#3a3a44" stroke-width="6" stroke-linecap="round"/>
    <path d="M178 120q56 10 66 56-34-4-58 4-14 10-34 2z" fill="#2c2c36"/><path d="M86 128q10-36 58-34 52 4 66 44-18 44-76 46-56-4-48-56z" fill="url(#a)"/><path d="M120 112q60 0 96 42-34 12-72 4-34-12-24-46z" fill="#e6ebf2"/><path d="M132 120q46 6 74 30M130 134q36 8 60 20" stroke="#c3cbd8" stroke-width="4" fill="none"/>
    <path d="M104 136q-34-14-30-60 2-32 26-42" stroke="#2c2c36" stroke-width="17" fill="none" stroke-linecap="round"/><path d="M112 130q-26-20-24-46" stroke="#ffffff" stroke-width="15" fill="none" stroke-linecap="round"/><circle cx="98" cy="36" r="17" fill="#fbfcfe"/><path d="M82 30q16-20 32-6-14 8-32 6z" fill="#e0303a"/><path d="M84 38L34 50l50 0z" fill="#7a6a4a"/><circle cx="94" cy="37" r="3.6" fill="#1c1c22"/>`,
  ),
  koi: svg(
    `${ball('a', '#fffaf2', '#ffb27a', '#e8502e')}<path d="M196 128q30-46 54-34-8 30-22 36 16 10 18 40-28 4-50-42z" fill="#ff8f5e"/><path d="M112 78q30-40 60-30-4 24-24 40z" fill="#f4683e"/><path d="M120 176q24 40 56 34-8-24-26-40z" fill="#f4683e"/><path d="M14 130q30-62 106-60 58 6 86 58-30 56-90 60-72-4-102-58z" fill="url(#a)"/>
    <path d="M70 84q30-12 52-10-4 34-34 36-24-2-18-26zM140 96q30 6 44 24-24 22-48 10-14-20 4-34z" fill="#e0402a"/><path d="M92 148q30-10 46 14-24 20-52 10-8-14 6-24z" fill="#fff" opacity=".75"/><circle cx="48" cy="118" r="10" fill="#fff"/><circle cx="46" cy="118" r="6" fill="#201a1a"/><path d="M76 98q16 30 2 64" stroke="#c23a22" stroke-width="4" fill="none"/><path d="M18 138q-10 14-14 22M26 144q-4 12-4 22" stroke="#e87a4e" stroke-width="4" fill="none" stroke-linecap="round"/>${[104, 124, 144, 164].map((x) => `<path d="M${x} 118q10 10 0 20M${x - 8} 140q10 10 0 18" stroke="#d9623e" stroke-width="2.4" fill="none"/>`).join('')}`,
  ),
  dragonfly: svg(
    `${down('b', '#3fc0a4', '#1c7f86')}${['-28', '28'].map((turn) => `<g transform="rotate(${turn} 128 84)"><ellipse cx="${turn === '-28' ? 66 : 190}" cy="84" rx="62" ry="16" fill="#d6f3ff" opacity=".85" stroke="#7fb9cf" stroke-width="3"/></g>`).join('')}<ellipse cx="66" cy="118" rx="58" ry="14" fill="#c9ecfb" opacity=".85" stroke="#7fb9cf" stroke-width="3"/><ellipse cx="190" cy="118" rx="58" ry="14" fill="#c9ecfb" opacity=".85" stroke="#7fb9cf" stroke-width="3"/><path d="M128 100q-9 70 0 146 9-76 0-146z" fill="url(#b)" stroke="#1c7f86" stroke-width="7"/><ellipse cx="128" cy="90" rx="18" ry="34" fill="url(#b)"/><circle cx="114" cy="54" r="15" fill="#e8553e"/><circle cx="142" cy="54" r="15" fill="#e8553e"/>`,
  ),
  starfish: svg(
    `${ball('a', '#ffd0a3', '#ff9458', '#d95f2c')}<path d="M128 14q16 4 24 62 4 12 16 14 62-2 76 8 4 18-52 52-10 8-6 20 22 58 12 72-18 8-60-34-10-8-20 0-42 42-60 34-10-14 12-72 4-12-6-20Q8 116 12 98q14-10 76-8 12-2 16-14 8-58 24-62z" fill="url(#a)"/>${[
      [128, 60],
      [128, 92],
      [78, 112],
      [178, 112],
      [98, 174],
      [158, 174],
      [128, 132],
      [104, 128],
      [152, 128],
    ]
      .map(([x, y]) => `<circle cx="${x}" cy="${y}" r="7" fill="#ffe3c6"/>`)
      .join('')}`,
  ),
};
