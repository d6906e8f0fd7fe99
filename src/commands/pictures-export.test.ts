import { describe, expect, it } from 'vitest';
import { fileNameOf } from './pictures-export.js';

describe('titles as file names', () => {
  it.each([
    ['红茶 250g', '红茶 250g'],
    ['../../etc/passwd', '___.._etc_passwd'],
    ['a/b\\c:d', 'a_b_c_d'],
    ['..', '__'],
    ['.bashrc', '_bashrc'],
    ['nul', '_nul'],
    ['CON.png', '_CON.png'],
    ['end. ', 'end__'],
    ['a\u0000b', 'a_b'],
  ])('%j becomes %j', (title, name) => {
    expect(fileNameOf(title)).toBe(name);
  });
});
