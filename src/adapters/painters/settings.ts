// Settings of painting: which backends, their addresses and keys, labels, bounds. Read from the environment and checked once.
// Must not be read anywhere else; the painters are handed what they use.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe } from '../../kernel/errors.js';
import type { ComfyuiSettings } from './comfyui/painter.js';
import { checkWorkflow, usualWorkflow, type Workflow } from './comfyui/workflow.js';
import type { DashscopeSettings } from './dashscope/painter.js';
import type { OnnxSettings } from './onnx/painter.js';
import type { OpenaiSettings } from './openai/painter.js';
import type { SdwebuiSettings } from './sdwebui/painter.js';

export const backendNames = ['illustrator', 'openai', 'sdwebui', 'comfyui', 'dashscope', 'onnx'] as const;
export type BackendName = (typeof backendNames)[number];

export interface PainterSettings {
  /** In the order they are asked; the next one takes over when one is down. TUQUAN_PAINT_BACKEND */
  readonly backends: readonly BackendName[];
  /** Milliseconds one backend may take for a whole task. TUQUAN_PAINT_TIMEOUT (seconds) */
  readonly timeoutMs: number;
  /** How often a request to a busy backend is repeated. TUQUAN_PAINT_RETRIES */
  readonly retries: number;
  /** Networks (CIDR) backends may be reached in, besides public ones. TUQUAN_PAINT_ALLOW_NETWORKS */
  readonly allowNetworks: readonly string[];
  /** Tasks painted at the same time; null = as the engines allow. TUQUAN_PAINT_CONCURRENCY */
  readonly concurrency: number | null;
  /** Tasks one account may have waiting and running. TUQUAN_PAINT_WAITING */
  readonly mostOpen: number;
  readonly openai: OpenaiSettings;
  readonly sdwebui: SdwebuiSettings;
  readonly comfyui: ComfyuiSettings;
  readonly dashscope: DashscopeSettings;
  readonly onnx: OnnxSettings;
  /** Asked to put Chinese into English for models that read none. TUQUAN_PAINT_TRANSLATE_URL */
  readonly translateUrl: string | null;
  /** Words of the visible mark; null = none. TUQUAN_PAINT_MARK */
  readonly mark: string | null;
  /** Named as maker in the metadata; null = no metadata. TUQUAN_PAINT_METADATA, TUQUAN_PAINT_PRODUCER */
  readonly producer: string | null;
  /** TUQUAN_PAINT_FORMAT */
  readonly format: 'keep' | 'jpeg' | 'png';
}

type Environment = Readonly<Record<string, string | undefined>>;

const wrong = (key: string, value: string, expected: string): Error =>
  new Error(`${key}: expected ${expected}, got "${value}". See docs/painting.md.`);

function whole(environment: Environment, key: string, fallback: number, from: number, to: number): number {
  const text = environment[key];
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < from || value > to)
    throw wrong(key, text, `a whole number from ${from} to ${to}`);
  return value;
}

function address(environment: Environment, key: string, fallback: string): string {
  const text = environment[key] || fallback;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw wrong(key, text, 'an address such as http://127.0.0.1:7860');
  }
  return text.replace(/\/+$/, '');
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);

function backendsOf(environment: Environment): BackendName[] {
  const names = listOf(environment.TUQUAN_PAINT_BACKEND);
  if (names.length === 0) return ['illustrator'];
  if (names.includes('onnx') && !environment.TUQUAN_PAINT_ONNX_DIR) {
    throw wrong('TUQUAN_PAINT_ONNX_DIR', '', 'the directory of the model that the backend onnx runs');
  }
  return names.map((text) => {
    const found = backendNames.find((known) => known === text);
    if (found === undefined) throw wrong('TUQUAN_PAINT_BACKEND', text, `names out of ${backendNames.join(', ')}`);
    return found;
  });
}

/** A key given directly or in a file, so that it need not stand in a process list. */
function secret(environment: Environment, key: string): string | null {
  const file = environment[`${key}_FILE`];
  if (file) return readFileSync(file, 'utf8').trim();
  return environment[key] || null;
}

function guidanceOf(environment: Environment): number {
  const key = 'TUQUAN_PAINT_GUIDANCE';
  const value = Number(environment[key] || '6.5');
  if (!(value >= 0 && value <= 30)) throw wrong(key, String(environment[key]), 'a number from 0 to 30');
  return value;
}

function workflowOf(environment: Environment): Workflow {
  const key = 'TUQUAN_PAINT_COMFYUI_WORKFLOW';
  const file = environment[key];
  if (!file) return usualWorkflow;
  try {
    const workflow = JSON.parse(readFileSync(file, 'utf8')) as Workflow;
    checkWorkflow(workflow);
    return workflow;
  } catch (error) {
    throw new Error(`${wrong(key, file, 'a file saved with "Save (API format)"').message} ${describe(error)}`, {
      cause: error,
    });
  }
}

/** `0` is off, `1` the usual words, anything else the words themselves. */
function markOf(environment: Environment, sandbox: boolean): string | null {
  const text = environment.TUQUAN_PAINT_MARK || (sandbox ? '0' : '1');
  if (text === '0') return null;
  if (text === '1') return 'AI生成';
  if ([...text].length > 12) throw wrong('TUQUAN_PAINT_MARK', text, '0, 1, or up to 12 characters to draw');
  return text;
}

/** @throws Error naming key, value and what was expected */
export function readPainterSettings(environment: Environment, sandbox: boolean): PainterSettings {
  const format = environment.TUQUAN_PAINT_FORMAT || 'keep';
  if (format !== 'keep' && format !== 'jpeg' && format !== 'png') {
    throw wrong('TUQUAN_PAINT_FORMAT', format, 'keep, jpeg or png');
  }
  const metadata = environment.TUQUAN_PAINT_METADATA || '1';
  if (metadata !== '0' && metadata !== '1') throw wrong('TUQUAN_PAINT_METADATA', metadata, '1 or 0');
  const concurrency = whole(environment, 'TUQUAN_PAINT_CONCURRENCY', 0, 0, 64);
  return {
    backends: backendsOf(environment),
    timeoutMs: 1000 * whole(environment, 'TUQUAN_PAINT_TIMEOUT', 300, 1, 3_600),
    retries: whole(environment, 'TUQUAN_PAINT_RETRIES', 2, 0, 10),
    allowNetworks: listOf(environment.TUQUAN_PAINT_ALLOW_NETWORKS),
    concurrency: concurrency === 0 ? null : concurrency,
    mostOpen: whole(environment, 'TUQUAN_PAINT_WAITING', 20_000, 1, 10_000_000),
    openai: {
      url: address(environment, 'TUQUAN_PAINT_OPENAI_URL', 'https://api.openai.com').replace(/\/v1$/, ''),
      key: secret(environment, 'TUQUAN_PAINT_OPENAI_KEY'),
      model: environment.TUQUAN_PAINT_OPENAI_MODEL || 'gpt-image-1',
      quality: environment.TUQUAN_PAINT_OPENAI_QUALITY || null,
    },
    sdwebui: {
      url: address(environment, 'TUQUAN_PAINT_SDWEBUI_URL', 'http://127.0.0.1:7860'),
      login: secret(environment, 'TUQUAN_PAINT_SDWEBUI_LOGIN'),
      steps: whole(environment, 'TUQUAN_PAINT_STEPS', 28, 1, 150),
      guidance: guidanceOf(environment),
      sampler: environment.TUQUAN_PAINT_SDWEBUI_SAMPLER || null,
      checkpoint: environment.TUQUAN_PAINT_CHECKPOINT || null,
    },
    comfyui: {
      url: address(environment, 'TUQUAN_PAINT_COMFYUI_URL', 'http://127.0.0.1:8188'),
      workflow: workflowOf(environment),
      checkpoint: environment.TUQUAN_PAINT_CHECKPOINT || 'sd_xl_base_1.0.safetensors',
      steps: whole(environment, 'TUQUAN_PAINT_STEPS', 28, 1, 150),
      guidance: guidanceOf(environment),
    },
    dashscope: {
      url: address(environment, 'TUQUAN_PAINT_DASHSCOPE_URL', 'https://dashscope.aliyuncs.com'),
      key: secret(environment, 'TUQUAN_PAINT_DASHSCOPE_KEY'),
      model: environment.TUQUAN_PAINT_DASHSCOPE_MODEL || 'wan2.2-t2i-flash',
    },
    onnx: {
      directory: environment.TUQUAN_PAINT_ONNX_DIR ? resolve(environment.TUQUAN_PAINT_ONNX_DIR) : '',
      steps: whole(environment, 'TUQUAN_PAINT_STEPS', 28, 1, 150),
      guidance: guidanceOf(environment),
      side: whole(environment, 'TUQUAN_PAINT_ONNX_SIDE', 512, 64, 1024),
    },
    translateUrl: environment.TUQUAN_PAINT_TRANSLATE_URL
      ? address(environment, 'TUQUAN_PAINT_TRANSLATE_URL', '')
      : null,
    mark: markOf(environment, sandbox),
    producer: metadata === '0' ? null : environment.TUQUAN_PAINT_PRODUCER || 'Tuquan',
    format,
  };
}

/** Networks the chosen backends and helpers lie in, as far as their addresses say so themselves (an IP address or `localhost`). */
export function ownNetworks(settings: PainterSettings, hook: string | null): string[] {
  const backends: Readonly<Record<BackendName, string | null>> = {
    illustrator: null,
    openai: settings.openai.url,
    sdwebui: settings.sdwebui.url,
    comfyui: settings.comfyui.url,
    dashscope: settings.dashscope.url,
    onnx: null,
  };
  const urls = [...settings.backends.map((name) => backends[name]), settings.translateUrl, hook];
  return urls
    .filter((url) => url !== null)
    .flatMap((url) => {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
      if (host === 'localhost') return ['127.0.0.1/32', '::1/128'];
      if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return [`${host}/32`];
      return host.includes(':') ? [`${host}/128`] : [];
    });
}
