// Drawings of wares, household and instruments for which the emoji sets have nothing. Data only.
import { across, ball, down, svg } from './svg.js';

export const goodsDrawings: Readonly<Record<string, string>> = {
  perfume: svg(
    `${across('g', '#f7b9c8', '#ffe9ee', '#f39ab2', '#c9647f')}${down('l', '#ffc2b0', '#e0637f')}${across('m', '#a97f34', '#fff0bd', '#d8aa4f', '#8f6824')}
    <rect x="92" y="8" width="72" height="58" rx="10" fill="url(#m)"/><rect x="106" y="64" width="44" height="22" fill="url(#m)"/><rect x="100" y="80" width="56" height="12" rx="4" fill="#b68a3e"/>
    <rect x="44" y="90" width="168" height="158" rx="26" fill="url(#g)"/><path d="M58 136h140v78a20 20 0 0 1-20 20H78a20 20 0 0 1-20-20z" fill="url(#l)" opacity=".86"/>
    <path d="M58 136q35-12 70 0t70 0v10H58z" fill="#ffd9d0" opacity=".7"/><rect x="58" y="104" width="16" height="126" rx="8" fill="#fff" opacity=".65"/><rect x="186" y="110" width="8" height="110" rx="4" fill="#fff" opacity=".35"/>
    <rect x="92" y="156" width="72" height="48" rx="6" fill="#fff8ef"/><path d="M104 172h48M110 186h36" stroke="#b68a3e" stroke-width="5" stroke-linecap="round"/>`,
  ),
  cream: svg(
    `${across('j', '#cfe3dc', '#ffffff', '#e3f0ea', '#a9c9bf')}${across('m', '#b98a4a', '#fff1cc', '#e3bb6c', '#97692f')}
    <rect x="34" y="118" width="188" height="116" rx="26" fill="url(#j)"/><rect x="26" y="60" width="204" height="66" rx="18" fill="url(#m)"/><rect x="26" y="104" width="204" height="10" fill="#8f6824" opacity=".35"/>
    <rect x="50" y="132" width="14" height="88" rx="7" fill="#fff" opacity=".85"/><path d="M86 168h84M98 188h60" stroke="#8fb3a6" stroke-width="7" stroke-linecap="round"/>`,
  ),
  serum: svg(
    `${across('g', '#8a4a22', '#e79a52', '#c06f32', '#6e3818')}${across('b', '#2c2c32', '#6a6a74', '#1c1c20')}
    <path d="M112 4h32q10 0 10 12v42h-52V16q0-12 10-12z" fill="#3a3a42"/><rect x="96" y="54" width="64" height="40" rx="6" fill="url(#b)"/><path d="M98 92h60v14q40 10 40 44v82a20 20 0 0 1-20 20H78a20 20 0 0 1-20-20v-82q0-34 40-44z" fill="url(#g)"/>
    <rect x="74" y="140" width="108" height="82" rx="6" fill="#fdf7ee"/><path d="M92 164h72M92 182h52M92 200h60" stroke="#b9783f" stroke-width="6" stroke-linecap="round"/><path d="M70 132q2-14 14-18v110h-14z" fill="#fff" opacity=".35"/>`,
  ),
  coupon: svg(
    `${across('g', '#ff7a4a', '#f8324a')}<g transform="rotate(-9 128 128)"><path d="M18 70h220v38a20 20 0 0 0 0 40v38H18v-38a20 20 0 0 0 0-40z" fill="url(#g)"/><path d="M18 70h150v116H18v-38a20 20 0 0 0 0-40z" fill="#fff" opacity=".14"/>
    <path d="M170 78v100" stroke="#fff" stroke-width="4" stroke-dasharray="8 8"/><path d="M66 98l26 32 26-32M70 132h44M70 148h44M92 130v34" stroke="#fff" stroke-width="9" fill="none" stroke-linecap="round"/><path d="M194 108v40M204 108v40M214 108v40" stroke="#ffe3a3" stroke-width="5"/></g>`,
  ),
  drone: svg(
    `${down('b', '#f4f6fa', '#a9b3c4')}<path d="M60 92l50 26M196 92l-50 26M60 160l46-26M196 160l-46-26" stroke="#7d8798" stroke-width="13" stroke-linecap="round"/>
    ${[
      [56, 84],
      [200, 84],
      [56, 164],
      [200, 164],
    ]
      .map(
        ([x, y]) =>
          `<ellipse cx="${x}" cy="${y}" rx="50" ry="9" fill="#b9d6f2" opacity=".75"/><circle cx="${x}" cy="${y}" r="9" fill="#3b4456"/>`,
      )
      .join('')}
    <rect x="88" y="98" width="80" height="54" rx="24" fill="url(#b)"/><circle cx="128" cy="150" r="17" fill="#2a3242"/><circle cx="128" cy="150" r="9" fill="#4d9be0"/><circle cx="106" cy="116" r="4" fill="#ff5a4a"/><circle cx="150" cy="116" r="4" fill="#3fdc84"/>`,
  ),
  sofa: svg(
    `${down('a', '#7fb3c8', '#4f8aa4')}${down('c', '#a3d0e0', '#6ba6bf')}<rect x="34" y="58" width="188" height="110" rx="28" fill="url(#a)"/><path d="M128 64v96" stroke="#3f7890" stroke-width="3"/>
    <rect x="10" y="104" width="50" height="100" rx="22" fill="url(#c)"/><rect x="196" y="104" width="50" height="100" rx="22" fill="url(#c)"/><rect x="50" y="138" width="80" height="48" rx="14" fill="url(#c)"/><rect x="126" y="138" width="80" height="48" rx="14" fill="url(#c)"/>
    <rect x="46" y="180" width="164" height="28" rx="10" fill="#4f8aa4"/><path d="M40 204l-6 28h12l8-28zM216 204l6 28h-12l-8-28z" fill="#8a5a34"/><rect x="64" y="92" width="50" height="50" rx="10" fill="#f5b971" transform="rotate(-10 89 117)"/><rect x="146" y="94" width="46" height="46" rx="10" fill="#f2e3cf" transform="rotate(9 169 117)"/>`,
  ),
  desk: svg(
    `${down('t', '#d9a566', '#b67e42')}<path d="M22 96h212l16 34H6z" fill="#e6b87c"/><rect x="6" y="128" width="244" height="20" rx="4" fill="url(#t)"/><path d="M22 146h18v100H22zM216 146h18v100h-18z" fill="#a36d38"/><rect x="140" y="148" width="72" height="60" fill="#c48d50"/><circle cx="176" cy="178" r="6" fill="#7d4f28"/><path d="M60 112h60" stroke="#fff" stroke-width="6" opacity=".4"/>`,
  ),
  lamp: svg(
    `${across('s', '#f2a33a', '#ffd98a', '#e3872a')}${across('m', '#7a6a5c', '#e0d4c6', '#8a7868')}<ellipse cx="128" cy="134" rx="96" ry="20" fill="#fff3b8" opacity=".9"/><path d="M84 22h88l54 112H30z" fill="url(#s)"/><path d="M96 30h20L86 128H56z" fill="#fff" opacity=".35"/><rect x="120" y="140" width="16" height="84" fill="url(#m)"/><path d="M66 248q0-30 62-30t62 30z" fill="url(#m)"/><circle cx="128" cy="138" r="16" fill="#fffbe0"/>`,
  ),
  fridge: svg(
    `${across('a', '#dfe9ee', '#ffffff', '#c2d2da')}<rect x="58" y="6" width="140" height="238" rx="16" fill="url(#a)"/><path d="M58 96h140" stroke="#9fb3be" stroke-width="5"/><rect x="74" y="44" width="10" height="38" rx="5" fill="#7f97a4"/><rect x="74" y="112" width="10" height="60" rx="5" fill="#7f97a4"/><rect x="140" y="34" width="36" height="26" rx="4" fill="#31506a"/><path d="M72 244h20v8H72zM164 244h20v8h-20z" fill="#6d808c"/>`,
  ),
  washer: svg(
    `${across('a', '#e3edf2', '#ffffff', '#c6d6de')}${ball('g', '#e8f7ff', '#7fc0e6', '#2f6c9c')}<rect x="38" y="14" width="180" height="230" rx="18" fill="url(#a)"/><rect x="38" y="14" width="180" height="46" rx="18" fill="#b7cad4"/><circle cx="186" cy="37" r="12" fill="#f7fbfd"/><rect x="56" y="28" width="64" height="18" rx="5" fill="#31506a"/><circle cx="128" cy="150" r="70" fill="#9db4c0"/><circle cx="128" cy="150" r="56" fill="url(#g)"/><path d="M78 160q25-20 50 0t50 0q-6 44-50 46-44-2-50-46z" fill="#fff" opacity=".4"/>`,
  ),
  cooker: svg(
    `${across('a', '#f4efe6', '#ffffff', '#d3c8b8')}<path d="M40 108h176v84q0 44-44 44H84q-44 0-44-44z" fill="url(#a)"/><path d="M34 108q8-60 94-60t94 60z" fill="#e8dfd0"/><ellipse cx="128" cy="108" rx="94" ry="12" fill="#c9bca8"/><rect x="106" y="34" width="44" height="20" rx="10" fill="#5d5348"/><rect x="88" y="140" width="80" height="60" rx="12" fill="#4a4740"/><rect x="102" y="150" width="52" height="22" rx="4" fill="#9be0c4"/><circle cx="112" cy="186" r="6" fill="#f2a33a"/><circle cx="144" cy="186" r="6" fill="#e8e2d6"/>`,
  ),
  piano: svg(
    `${down('b', '#4a4550', '#17151c')}<path d="M22 128q6-96 118-108 64-6 84 44l10 64z" fill="url(#b)"/><path d="M60 110q20-66 86-74 48-2 58 34l8 40z" fill="#b07a3c"/><path d="M80 108l16-50M112 108l12-66M146 108l6-68M178 108l-2-58" stroke="#e9cf94" stroke-width="3"/><rect x="14" y="122" width="228" height="44" rx="8" fill="#211e27"/><rect x="24" y="136" width="208" height="24" fill="#fffdf6"/>${Array.from({ length: 14 }, (_, i) => `<path d="M${24 + (i + 1) * 14.8} 136v24" stroke="#b9b2a6" stroke-width="1.5"/>${i % 7 === 2 || i % 7 === 6 ? '' : `<rect x="${34 + i * 14.8}" y="136" width="9" height="14" fill="#17151c"/>`}`).join('')}<path d="M34 166h14l-4 80H32zM208 166h14l2 80h-12zM122 166h12v66h-12z" fill="#2a2630"/><rect x="110" y="228" width="36" height="8" rx="4" fill="#c99a4a"/>`,
  ),
  pipa: svg(
    `${across('w', '#a8643a', '#e0a468', '#8a4c28')}<g transform="rotate(14 128 128)"><path d="M128 70q64 64 56 118-6 54-56 56-50-2-56-56-8-54 56-118z" fill="url(#w)"/><rect x="117" y="22" width="22" height="76" rx="6" fill="#6d3a20"/><path d="M112 8q16-12 32 0l-4 20h-24z" fill="#8a4c28"/>${[36, 52, 66].map((y) => `<path d="M98 ${y}h20M138 ${y}h20" stroke="#e8c98e" stroke-width="6" stroke-linecap="round"/>`).join('')}<path d="M121 30v176M126 30v176M131 30v176M136 30v176" stroke="#fff4dc" stroke-width="1.8"/><rect x="98" y="204" width="60" height="10" rx="4" fill="#4f2a16"/>${[104, 118, 132, 146, 160].map((y) => `<path d="M${112 - (y - 100) / 8} ${y}h${32 + (y - 100) / 4}" stroke="#5d3018" stroke-width="4"/>`).join('')}</g>`,
  ),
  zither: svg(
    `${down('w', '#a3683c', '#6d3a1e')}<g transform="rotate(-7 128 128)"><path d="M8 120q120-34 240-10l-6 40Q120 130 14 158z" fill="url(#w)"/>${Array.from({ length: 9 }, (_, i) => `<path d="M14 ${128 + i * 2.6}Q128 ${104 + i * 3}244 ${116 + i * 3}" stroke="#fff0cc" stroke-width="1.3" fill="none"/><path d="M${50 + i * 18} ${110 + (i % 2) * 3}l6 14h-12z" fill="#f4e4c2"/>`).join('')}<path d="M22 156l-4 66h14l8-68zM218 146l6 66h14l-6-68z" fill="#5a2e16"/></g>`,
  ),
};
