import { describe, expect, it } from 'vitest';
import { readPasted } from './pasted.js';

const bodyOf = (raw: string): string => readPasted(raw, 0).body.toString();

describe('a pasted request', () => {
  it('may come from the wire, with the length saying where the body ends', () => {
    const raw = 'POST http://h:1/a?b=1 HTTP/1.1\r\nX-A: 1\r\nContent-Length: 7\r\n\r\n{"a":1}\n';
    const request = readPasted(raw, 5);
    expect(request).toMatchObject({ method: 'POST', target: '/a?b=1', at: 5 });
    expect(request.headers).toEqual([
      ['Host', 'h:1'],
      ['X-A', '1'],
      ['Content-Length', '7'],
    ]);
    expect(request.body.toString()).toBe('{"a":1}');
  });

  it('loses the newline that copying adds to JSON, and no other', () => {
    expect(bodyOf('POST / HTTP/1.1\nA: b\n\n{"a":1}\n')).toBe('{"a":1}');
    expect(bodyOf('POST / HTTP/1.1\nA: b\n\nname=1\n')).toBe('name=1\n');
  });

  it('may be a curl command with quotes of every kind', () => {
    const request = readPasted(
      `curl -s -X PUT 'https://h/a' -H "X-Q: say \\"hi\\"" \\\n -H $'X-N: it\\'s' --data-raw '{"a": 1}'`,
      0,
    );
    expect(request).toMatchObject({ method: 'PUT', target: '/a' });
    expect(request.headers).toEqual([
      ['Host', 'h'],
      ['X-Q', 'say "hi"'],
      ['X-N', "it's"],
    ]);
    expect(request.body.toString()).toBe('{"a": 1}');
  });

  it.each(['hello', 'GET', 'GET /a HTTP/1.1\nno colon here\n\n', 'curl -X POST'])(
    'is refused when it is none: %j',
    (raw) => {
      expect(() => readPasted(raw, 0)).toThrow();
    },
  );
});
