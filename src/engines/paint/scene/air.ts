// Light and air of a scene: sky colours, where the light stands, how it tints things, by time, weather, season and mood.
// Must not know what is painted in it.
import type { Mood, Season, Time, Weather } from '../understand/setting-words.js';
import { lighten, mix, type Rgb, rgb } from './colour.js';

export interface Air {
  readonly time: Time;
  readonly season: Season | null;
  readonly weather: Weather | null;
  readonly moods: readonly Mood[];
  readonly night: boolean;
  /** Zenith to horizon. */
  readonly sky: readonly Rgb[];
  /** What distance fades to. */
  readonly haze: Rgb;
  /** Multiplies the colours of things, 255 leaves them. */
  readonly tint: Rgb;
  /** Colour and place (0–1 of the picture) of the light. */
  readonly light: Rgb;
  readonly lightX: number;
  readonly lightY: number;
  readonly warmth: number;
  /** Colour of shadows. */
  readonly shadow: Rgb;
}

interface Look {
  readonly sky: readonly string[];
  readonly haze: string;
  readonly tint: string;
  readonly light: string;
  readonly y: number;
  readonly warmth: number;
  readonly shadow: string;
}

const looks: Readonly<Record<Time, Look>> = {
  dawn: {
    sky: ['#5f86c4', '#a9b9df', '#f6c9c2', '#ffdfae'],
    haze: '#f5d3c4',
    tint: '#ffeee2',
    light: '#ffd9a0',
    y: 0.4,
    warmth: 0.45,
    shadow: '#4b4a78',
  },
  morning: {
    sky: ['#3f95e6', '#83c2f4', '#cfeafc'],
    haze: '#d3e9f8',
    tint: '#fffdf6',
    light: '#fff4d0',
    y: 0.18,
    warmth: 0.2,
    shadow: '#2d4468',
  },
  noon: {
    sky: ['#2484e2', '#62b4f5', '#bfe4fb'],
    haze: '#cfe8f8',
    tint: '#ffffff',
    light: '#fffbe6',
    y: 0.1,
    warmth: 0.1,
    shadow: '#27405f',
  },
  dusk: {
    sky: ['#3a3f86', '#8a5a9e', '#ee8a6c', '#ffc873'],
    haze: '#f2a27c',
    tint: '#ffdfc0',
    light: '#ffb765',
    y: 0.44,
    warmth: 0.85,
    shadow: '#3b2c5c',
  },
  night: {
    sky: ['#070c28', '#101c4a', '#25397c', '#4b5f9f'],
    haze: '#2f4482',
    tint: '#b9c6f4',
    light: '#cfdcff',
    y: 0.17,
    warmth: -0.5,
    shadow: '#03061a',
  },
  fullmoon: {
    sky: ['#0a1034', '#16265c', '#2f4a86', '#6d7fae'],
    haze: '#425a96',
    tint: '#ccd3f2',
    light: '#fff0c4',
    y: 0.2,
    warmth: -0.2,
    shadow: '#050920',
  },
};

const moodTints: Partial<Record<Mood, readonly [Rgb, number]>> = {
  warm: [rgb('#ffcf9a'), 0.16],
  festive: [rgb('#ff9a6a'), 0.12],
  luxury: [rgb('#d9ab62'), 0.14],
  calm: [rgb('#a9c4d8'), 0.14],
  fresh: [rgb('#b6f0d8'), 0.16],
  dreamy: [rgb('#e2b4ff'), 0.24],
  mystic: [rgb('#5a49a8'), 0.28],
  retro: [rgb('#dcb27a'), 0.26],
  playful: [rgb('#9fe4ff'), 0.12],
  cool: [rgb('#9cc4ee'), 0.22],
  romantic: [rgb('#ffb3c8'), 0.24],
  tech: [rgb('#4aa0ff'), 0.2],
};

/** The air for a setting; `side` -1 puts the light left, 1 right. */
export function airFor(
  setting: { time: Time | null; season: Season | null; weather: Weather | null; moods: readonly Mood[] },
  side: -1 | 1,
): Air {
  const time = setting.time ?? 'morning';
  const look = looks[time];
  const night = time === 'night' || time === 'fullmoon';
  let sky = look.sky.map(rgb);
  let haze = rgb(look.haze);
  let tint = rgb(look.tint);
  let light = rgb(look.light);
  const { weather, season } = setting;
  if (weather === 'rain' || weather === 'storm' || weather === 'fog' || weather === 'cloudy' || weather === 'snow') {
    const amount = { rain: 0.62, storm: 0.8, fog: 0.55, cloudy: 0.55, snow: 0.45 }[weather];
    const grey =
      weather === 'snow'
        ? rgb(night ? '#5a6a9a' : '#dbe5f0')
        : weather === 'storm'
          ? rgb(night ? '#1c2440' : '#5d6a80')
          : rgb(night ? '#33406a' : '#b4c1cd');
    sky = sky.map((stop, i) => mix(stop, lighten(grey, i * 0.06), amount));
    haze = mix(haze, lighten(grey, 0.1), amount);
    tint = mix(tint, weather === 'storm' ? rgb('#aab4cc') : rgb('#dde4ee'), amount * 0.7);
    light = mix(light, rgb('#e6edf6'), amount);
  }
  if (season === 'autumn' && !night) sky = sky.map((stop, i) => mix(stop, rgb('#ffdf9e'), 0.06 + i * 0.06));
  if (season === 'winter' && !night) sky = sky.map((stop) => mix(stop, rgb('#e4eef8'), 0.25));
  for (const mood of setting.moods.slice(0, 2)) {
    const change = moodTints[mood];
    if (!change) continue;
    const amount = night ? change[1] * 0.6 : change[1];
    sky = sky.map((stop) => mix(stop, change[0], amount));
    haze = mix(haze, change[0], amount);
    tint = mix(tint, lighten(change[0], 0.5), amount * 0.6);
  }
  return {
    time,
    season,
    weather,
    moods: setting.moods,
    night,
    sky,
    haze,
    tint,
    light,
    lightX: side < 0 ? 0.24 : 0.76,
    lightY: look.y,
    warmth: look.warmth,
    shadow: rgb(look.shadow),
  };
}
