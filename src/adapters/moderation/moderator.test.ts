import { describe, expect, it, onTestFinished } from 'vitest';
import { httpServer } from '../../../test/support/local-servers.js';
import { bodyOf, sendJson } from '../../../test/support/painting-backends.js';
import { createOutbound } from '../outbound/http.js';
import { createModerator } from './moderator.js';
import { readModerationSettings } from './settings.js';

function moderator(environment: Record<string, string> = {}) {
  const outbound = createOutbound({ allowLoopback: true });
  onTestFinished(() => outbound.close());
  return createModerator(readModerationSettings(environment), { outbound });
}

describe('moderation', () => {
  it('refuses by the lists, and lets everything pass when it is switched off', async () => {
    expect(await moderator().check('色情')).toEqual({ allowed: false, rule: 'sexual' });
    expect(await moderator().check('睡莲')).toEqual({ allowed: true });
    expect(await moderator({ TUQUAN_MODERATION: '0' }).check('色情')).toEqual({ allowed: true });
  });

  it('asks the hook about what the lists let pass, and only that', async () => {
    const asked: unknown[] = [];
    const hook = await httpServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { text } = JSON.parse(body) as { text: string };
        asked.push(text);
        sendJson(response, 200, text.includes('竞品') ? { allowed: false, rule: 'brand' } : { allowed: true });
      });
    });
    const own = moderator({ TUQUAN_MODERATION_HOOK: `${hook.url}/check` });
    expect(await own.check('睡莲')).toEqual({ allowed: true });
    expect(await own.check('竞品海报')).toEqual({ allowed: false, rule: 'hook:brand' });
    expect(await own.check('色情')).toEqual({ allowed: false, rule: 'sexual' });
    expect(asked).toEqual(['睡莲', '竞品海报']);
  });

  it.each([
    [500, { allowed: true }],
    [200, { fine: 1 }],
    [200, null],
  ])('a hook that answers %i %j is out of order: nothing passes unasked', async (status, body) => {
    const hook = await httpServer((_, response) => sendJson(response, status, body));
    await expect(moderator({ TUQUAN_MODERATION_HOOK: hook.url }).check('睡莲')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('a hook nobody answers at is out of order', async () => {
    await expect(moderator({ TUQUAN_MODERATION_HOOK: 'http://127.0.0.1:1/' }).check('睡莲')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
  });

  it('settings that are wrong explain themselves', () => {
    expect(() => readModerationSettings({ TUQUAN_MODERATION: 'yes' })).toThrow('TUQUAN_MODERATION: expected 1 or 0');
    expect(() => readModerationSettings({ TUQUAN_MODERATION_HOOK: 'ftp://x' })).toThrow('TUQUAN_MODERATION_HOOK');
    expect(() => readModerationSettings({ TUQUAN_MODERATION_WORDS: '/nonexistent' })).toThrow(
      'TUQUAN_MODERATION_WORDS',
    );
  });
});
