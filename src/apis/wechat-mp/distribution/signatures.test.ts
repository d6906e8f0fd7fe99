import { describe, expect, it } from 'vitest';
import { cardSignature, choiceSignature, isOneOf, pageSignature } from './signatures.js';

describe('the signatures of the documentation', () => {
  it('a page is signed over four named values in their order', () => {
    expect(
      pageSignature(
        'sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg',
        'Wm3WZYTPz0wzccnW',
        '1414587457',
        'http://mp.weixin.qq.com?params=value#anything',
      ),
    ).toBe('0f9de62fce790f9a083d5c99e95740ceb90c27ed');
  });

  it('a card is signed over its sorted values', () => {
    expect(
      cardSignature('ojZ8YtyVyr30HheH3CM73y7h4jJE', {
        cardId: 'pjZ8Yt1XGILfi-FUsewpnnolGgZk',
        timestamp: '1404896688',
        code: '1434008071',
        openid: '',
        nonce: '123',
        balance: '',
      }),
    ).toBe('f137ab68b7f8112d20ee528ab6074564e2796250');
  });

  it('a choice of cards is signed over its sorted values', () => {
    expect(
      choiceSignature('ojZ8YtyVyr30HheH3CM73y7h4jJE', {
        appid: 'wx5823bf96d3bd56c7',
        shopId: '',
        timestamp: '1404896688',
        nonce: '123',
        cardId: 'pjZ8Yt1XGILfi-FUsewpnnolGgZk',
        cardType: 'GROUPON',
      }),
    ).toBe('a14c8bc0c1740c25128e32abf07ea5e4b41ea82e');
  });

  it('are compared whole, in either case of letters', () => {
    expect(isOneOf('ABCD', ['abcd'])).toBe(true);
    expect(isOneOf('abc', ['abcd'])).toBe(false);
    expect(isOneOf('', [])).toBe(false);
  });
});
