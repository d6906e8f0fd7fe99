// Drawings of food for which the emoji sets have nothing. Data only.
import { ball, down, svg } from './svg.js';

export const foodDrawings: Readonly<Record<string, string>> = {
  zongzi: svg(
    `${down('a', '#7fb04a', '#3c7a34')}${down('b', '#5d9640', '#2c6430')}<path d="M128 14q18 4 30 30l80 160q8 24-18 32-92 22-184 0-26-8-18-32L98 44q12-26 30-30z" fill="url(#a)"/><path d="M128 14q18 4 30 30l80 160q8 24-18 32-50 10-92 11z" fill="url(#b)"/>
    <path d="M128 16L70 236M128 16l-4 230M120 20L32 214M136 20l70 214M140 24l86 192" stroke="#9cc76a" stroke-width="3" opacity=".6" fill="none"/><path d="M128 70q30 0 50 12l16 40q-66-30-132 0l16-40q20-12 50-12z" fill="#fdf6e4" opacity="0"/>
    <path d="M52 150q76-40 152 0M40 178q88-40 176 0" stroke="#e0483a" stroke-width="11" fill="none"/><path d="M52 150q76-40 152 0M40 178q88-40 176 0" stroke="#ff8a6a" stroke-width="3" fill="none"/><path d="M128 130q-34-34-44-6t44 6q34-34 44-6t-44 6zM128 132q-20 22-26 44M128 132q20 22 28 40" stroke="#e0483a" stroke-width="9" fill="none" stroke-linecap="round"/>`,
  ),
  bun: svg(
    `${ball('a', '#ffffff', '#fbf3e6', '#e0cdb2')}<path d="M128 34q34 0 66 36 44 50 34 98-8 44-100 44T28 168q-10-48 34-98 32-36 66-36z" fill="url(#a)"/><path d="M128 40q-6 40-50 66M128 40q-20 40-78 96M128 40q6 40 50 66M128 40q20 40 78 96M128 40q-4 46-14 90M128 40q4 46 14 90" stroke="#d9c3a2" stroke-width="5" fill="none" stroke-linecap="round"/><circle cx="128" cy="42" r="11" fill="#f0e2cc"/><path d="M12 214q116 26 232 0l-12 24q-104 18-208 0z" fill="#c99a5c"/><path d="M12 214q116 26 232 0" stroke="#a3743c" stroke-width="6" fill="none"/>`,
  ),
  tangyuan: svg(
    `${ball('a', '#ffffff', '#fdf8f0', '#dccbb6')}${ball('p', '#fff4f6', '#ffc9d4', '#e68aa0')}${down('b', '#ffffff', '#c9d6e6')}<path d="M14 128h228q-6 106-114 110Q20 234 14 128z" fill="url(#b)"/><ellipse cx="128" cy="128" rx="114" ry="34" fill="#eef4fa"/><ellipse cx="128" cy="130" rx="102" ry="27" fill="#f0d9a6"/>
    <circle cx="84" cy="112" r="34" fill="url(#a)"/><circle cx="170" cy="112" r="34" fill="url(#p)"/><circle cx="126" cy="98" r="34" fill="url(#a)"/><circle cx="112" cy="130" r="31" fill="url(#p)"/><circle cx="150" cy="134" r="30" fill="url(#a)"/><path d="M40 178q88 50 176 0" stroke="#4d84c0" stroke-width="7" fill="none"/><path d="M52 196q76 42 152 0" stroke="#4d84c0" stroke-width="3" fill="none"/>`,
  ),
  pumpkin: svg(
    `${ball('a', '#ffc36a', '#f58a22', '#c2560e')}<path d="M120 62q-6-34 14-52l20 10q-14 18-10 44z" fill="#5f8f3a"/><path d="M136 50q40-26 62 4-34-4-56 14z" fill="#79ad48"/><ellipse cx="60" cy="150" rx="50" ry="78" fill="url(#a)"/><ellipse cx="196" cy="150" rx="50" ry="78" fill="url(#a)"/><ellipse cx="96" cy="150" rx="52" ry="88" fill="url(#a)"/><ellipse cx="160" cy="150" rx="52" ry="88" fill="url(#a)"/><ellipse cx="128" cy="150" rx="44" ry="92" fill="url(#a)"/><path d="M110 84q-12 66 0 140M146 84q12 66 0 140" stroke="#c2560e" stroke-width="4" opacity=".5" fill="none"/>`,
  ),
};
