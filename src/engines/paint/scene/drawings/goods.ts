// Drawings of wares and food for which the emoji sets have nothing. Data only.
import { svg } from './svg.js';

export const goodsDrawings: Readonly<Record<string, string>> = {
  perfume: svg(
    `<defs><linearGradient id="g" x1="0" x2="1"><stop offset="0" stop-color="#f7b9c8"/><stop offset=".3" stop-color="#ffe9ee"/><stop offset=".75" stop-color="#f39ab2"/><stop offset="1" stop-color="#c9647f"/></linearGradient>
    <linearGradient id="l" x1="0" x2="0" y1="0" y2="1"><stop offset="0" stop-color="#ffc2b0"/><stop offset="1" stop-color="#e0637f"/></linearGradient>
    <linearGradient id="m" x1="0" x2="1"><stop offset="0" stop-color="#a97f34"/><stop offset=".35" stop-color="#fff0bd"/><stop offset=".7" stop-color="#d8aa4f"/><stop offset="1" stop-color="#8f6824"/></linearGradient></defs>
    <rect x="92" y="8" width="72" height="58" rx="10" fill="url(#m)"/><rect x="106" y="64" width="44" height="22" fill="url(#m)"/><rect x="100" y="80" width="56" height="12" rx="4" fill="#b68a3e"/>
    <rect x="44" y="90" width="168" height="158" rx="26" fill="url(#g)"/><path d="M58 136h140v78a20 20 0 0 1-20 20H78a20 20 0 0 1-20-20z" fill="url(#l)" opacity=".86"/>
    <path d="M58 136q35-12 70 0t70 0v10H58z" fill="#ffd9d0" opacity=".7"/><rect x="58" y="104" width="16" height="126" rx="8" fill="#fff" opacity=".65"/><rect x="186" y="110" width="8" height="110" rx="4" fill="#fff" opacity=".35"/>
    <rect x="92" y="156" width="72" height="48" rx="6" fill="#fff8ef"/><path d="M104 172h48M110 186h36" stroke="#b68a3e" stroke-width="5" stroke-linecap="round"/>`,
  ),
};
