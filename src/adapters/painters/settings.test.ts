import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/support/temporary-folder.js';
import { modelSize } from './onnx/painter.js';
import { ownNetworks, readPainterSettings } from './settings.js';

describe('the settings of painting', () => {
  it('the illustrator paints where nothing is set; the mark is on outside a sandbox, the metadata everywhere', () => {
    expect(readPainterSettings({}, false)).toMatchObject({
      backends: ['illustrator'],
      mark: 'AI生成',
      producer: 'Tuquan',
      format: 'keep',
    });
    expect(readPainterSettings({}, true)).toMatchObject({ mark: null, producer: 'Tuquan' });
    const off = { TUQUAN_PAINT_MARK: '0', TUQUAN_PAINT_METADATA: '0' };
    expect(readPainterSettings(off, false)).toMatchObject({ mark: null, producer: null });
    expect(readPainterSettings({ TUQUAN_PAINT_MARK: '人工智能生成' }, true).mark).toBe('人工智能生成');
  });

  it('several backends are a list; a key may lie in a file', () => {
    const file = join(temporaryFolder(), 'key');
    writeFileSync(file, 'sk-from-file\n');
    const settings = readPainterSettings(
      {
        TUQUAN_PAINT_BACKEND: 'openai, illustrator',
        TUQUAN_PAINT_OPENAI_KEY_FILE: file,
        TUQUAN_PAINT_OPENAI_URL: 'http://10.0.0.7:8080/v1/',
      },
      false,
    );
    expect(settings.backends).toEqual(['openai', 'illustrator']);
    expect(settings.openai).toMatchObject({ key: 'sk-from-file', url: 'http://10.0.0.7:8080' });
  });

  it('only the addresses of chosen backends open the guard, and only when they are written as numbers', () => {
    const networks = (environment: Record<string, string>, hook: string | null = null) =>
      ownNetworks(readPainterSettings(environment, false), hook);
    expect(networks({})).toEqual([]);
    expect(networks({ TUQUAN_PAINT_BACKEND: 'sdwebui' })).toEqual(['127.0.0.1/32']);
    expect(networks({ TUQUAN_PAINT_BACKEND: 'comfyui', TUQUAN_PAINT_COMFYUI_URL: 'http://[fd00::5]:8188' })).toEqual([
      'fd00::5/128',
    ]);
    expect(
      networks({ TUQUAN_PAINT_BACKEND: 'openai', TUQUAN_PAINT_OPENAI_URL: 'http://gpu.lan' }, 'http://10.1.2.3/check'),
    ).toEqual(['10.1.2.3/32']);
  });

  it.each([
    ['TUQUAN_PAINT_BACKEND', 'midjourney', /names out of illustrator, openai/],
    ['TUQUAN_PAINT_BACKEND', 'onnx', /TUQUAN_PAINT_ONNX_DIR/],
    ['TUQUAN_PAINT_TIMEOUT', '0', /a whole number from 1/],
    ['TUQUAN_PAINT_OPENAI_URL', 'gpu.lan', /an address/],
    ['TUQUAN_PAINT_FORMAT', 'webp', /keep, jpeg or png/],
    ['TUQUAN_PAINT_METADATA', 'yes', /1 or 0/],
    ['TUQUAN_PAINT_MARK', '这是一个太长太长太长的标识', /up to 12/],
    ['TUQUAN_PAINT_GUIDANCE', 'much', /a number from 0 to 30/],
    ['TUQUAN_PAINT_COMFYUI_WORKFLOW', '/nonexistent', /API format/],
  ])('%s=%s explains itself', (key, value, reason) => {
    expect(() => readPainterSettings({ [key]: value }, false)).toThrow(reason);
  });

  it('a model is asked for the shape wanted at the size it was trained for', () => {
    expect(modelSize(1024, 1024, 512)).toEqual({ width: 512, height: 512 });
    expect(modelSize(1024, 1536, 512)).toEqual({ width: 512, height: 768 });
    expect(modelSize(1536, 1024, 768)).toEqual({ width: 1152, height: 768 });
  });
});
