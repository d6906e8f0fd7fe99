import { describe, expect, it } from 'vitest';
import { agreedToMass, checkAddress, checkFrozen, permitImages, readRestrictions } from './restrictions.js';

const read = (value: unknown) => readRestrictions('KEY', typeof value === 'string' ? value : JSON.stringify(value));
const refusal = (work: () => void): number => {
  try {
    work();
    return 0;
  } catch (error) {
    return (error as { failure: { errcode: number } }).failure.errcode;
  }
};

describe('restrictions of single accounts', () => {
  it('give tokens to listed addresses and networks only, and to any where none is listed', () => {
    const all = read({ wxa: { ips: ['192.0.2.7', '198.51.100.0/24', '2001:db8::/32'] }, wxb: {}, wxc: { ips: [] } });
    const code = (appid: string, address: string): number => refusal(() => checkAddress(all, appid, address));
    for (const address of ['192.0.2.7', '::ffff:192.0.2.7', '198.51.100.255', '2001:db8:1::9']) {
      expect([address, code('wxa', address)]).toEqual([address, 0]);
    }
    for (const address of ['192.0.2.8', '198.51.101.0', '2001:db9::', '::1', '']) {
      expect([address, code('wxa', address)]).toEqual([address, 40164]);
    }
    expect([code('wxb', '10.0.0.1'), code('wxother', '10.0.0.1'), code('wxc', '10.0.0.1')]).toEqual([0, 0, 40164]);
  });

  it('stop tokens of what is frozen, and broadcasts whose terms are not agreed to', () => {
    const all = read({ wxa: { frozen: 'secret' }, wxb: { frozen: 'account', mass_agreed: false }, wxc: {} });
    const codes = ['wxa', 'wxb', 'wxc', 'wxd'].map((appid) => refusal(() => checkFrozen(all, appid)));
    expect(codes).toEqual([40243, 50007, 0, 0]);
    expect(['wxa', 'wxb', 'wxc', 'wxd'].map((appid) => agreedToMass(all, appid))).toEqual([true, false, true, true]);
  });

  it('are refused when they say something there is not', () => {
    expect(() => read({ wxa: { frozen: 'half' } })).toThrow('frozen of wxa is none of none, secret, account');
    expect(() => read({ wxa: { mass_agreed: 'yes' } })).toThrow('mass_agreed of wxa is neither true nor false');
  });

  it('keep unverified accounts and platforms without the right from the image interfaces', () => {
    const all = read({
      wxa: { verified: false },
      wxb: { permission_sets: [7, 18] },
      wxc: { permission_sets: [117], verified: true },
    });
    const rest = read({ '*': { verified: false }, wxa: {} });
    expect([refusal(() => permitImages(rest, 'wxa')), refusal(() => permitImages(rest, 'wxb'))]).toEqual([0, 48001]);
    const code = (appid: string): number => refusal(() => permitImages(all, appid));
    expect(['wxa', 'wxb', 'wxc', 'wxother'].map(code)).toEqual([48001, 61007, 0, 0]);
  });

  it.each([
    ['not json', /not JSON/],
    ['[]', /no object/],
    ['{"wxa":1}', /wxa is no object/],
    ['{"wxa":{"ip":[]}}', /wxa has "ip"/],
    ['{"wxa":{"ips":["1.2.3"]}}', /"1.2.3" of wxa is no address/],
    ['{"wxa":{"ips":["1.2.3.4/33"]}}', /no address/],
    ['{"wxa":{"ips":["1.2.3.4/8/9"]}}', /no address/],
    ['{"wxa":{"ips":"1.2.3.4"}}', /no address/],
    ['{"wxa":{"verified":1}}', /verified of wxa/],
    ['{"wxa":{"permission_sets":[1.5]}}', /whole numbers/],
  ])('of %s are refused with what is wrong', (text, why) => {
    expect(() => read(text)).toThrow(why);
    expect(() => read(text)).toThrow(/^KEY: .*expected/);
  });
});
