// Programs with the vendors' hosts written into them, run by `tuquan exec`: nothing in them is changed.
import { execFile, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../support/server.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const program = fileURLToPath(new URL('../../bin/tuquan.mjs', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const has = (name: string, ...args: string[]): boolean => {
  const found = spawnSync(name, args).status === 0;
  if (!found) console.warn(`skipped, since this fails here: ${name} ${args.join(' ')}`);
  return found;
};
const tokenUrl = 'https://api.weixin.qq.com/cgi-bin/token?grant_type=client_credential';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function exec(command: string[], options: string[] = ['--data', server.data]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, 'exec', ...options, '--', ...command], { cwd: root }, (error, out, err) => {
      resolve({ status: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

const account = (): string => `appid=${server.sandbox.wechatMp.appid}&secret=${server.sandbox.wechatMp.secret}`;
const expectToken = ({ status, out, err }: Ended): void => {
  expect([status, err.includes('Error')], err).toEqual([0, false]);
  const { access_token, expires_in } = JSON.parse(out) as { access_token: string; expires_in: number };
  expect([access_token.length > 100, expires_in]).toEqual([true, 7200]);
};

describe('tuquan exec', { timeout: 120_000 }, () => {
  it('curl reaches every vendor host over TLS that it verifies', async () => {
    expectToken(await exec(['curl', '-sS', `${tokenUrl}&${account()}`]));
    const statusOf = async (url: string) => {
      const { out, err } = await exec([
        'curl',
        '-sS',
        '-o',
        '/dev/null',
        '-w',
        '%{http_code} %{ssl_verify_result}',
        url,
      ]);
      return out || err;
    };
    expect(await statusOf('https://api.mch.weixin.qq.com/v3/certificates')).toBe('401 0');
    expect(await statusOf('https://api2.mch.weixin.qq.com/v3/certificates')).toBe('401 0');
    expect(await statusOf('https://api2.wechatpay.cn/v3/certificates')).toBe('401 0');
    expect(await statusOf('https://jmaiart.apistore.huaweicloud.com/ai-painting/query')).toMatch(/^40[14] 0$/);
    expect(await statusOf('https://api.vv-tool.com/tool/erps/nothing')).toMatch(/^\d+ 0$/);
    expect(await statusOf('https://eco.taobao.com/router/rest')).toMatch(/^\d+ 0$/);
    expect(await statusOf('https://mmbiz.qpic.cn/p/none.png')).toMatch(/^404 0$/);
  });

  it('plain http to a vendor host is answered too', async () => {
    expectToken(await exec(['curl', '-sS', `${tokenUrl.replace('https', 'http')}&${account()}`]));
  });

  it('Node: fetch, https.get and axios reach the server with nothing changed', async () => {
    const file = join(root, 'node_modules', '.cache-exec-proof.mjs');
    writeFileSync(
      file,
      `import https from 'node:https'; import axios from 'axios';
       const url = process.argv[2];
       const one = await (await fetch(url)).json();
       const two = await new Promise((resolve, reject) => https.get(url, (answer) => {
         let text = ''; answer.on('data', (d) => (text += d)).on('end', () => resolve(JSON.parse(text)));
       }).on('error', reject));
       const three = (await axios.get(url)).data;
       console.log(JSON.stringify([one, two, three].map((answer) => [answer.access_token?.length > 100, answer.expires_in])));`,
    );
    const { status, out, err } = await exec([process.execPath, file, `${tokenUrl}&${account()}`]);
    expect([status, out.trim()], err).toEqual([0, '[[true,7200],[true,7200],[true,7200]]']);
  });

  it.skipIf(!has('python3', '--version'))('Python: urllib, and requests where it is installed', async () => {
    const urllib = 'import sys,urllib.request as r; print(r.urlopen(sys.argv[1]).read().decode())';
    expectToken(await exec(['python3', '-c', urllib, `${tokenUrl}&${account()}`]));
    // Debian's package is for Debian's Python, which need not be the first one.
    const python = ['python3', '/usr/bin/python3'].find((name) => has(name, '-c', 'import requests'));
    if (python === undefined) return;
    const requests = 'import sys,requests; print(requests.get(sys.argv[1]).text)';
    expectToken(await exec([python, '-c', requests, `${tokenUrl}&${account()}`]));
  });

  it.skipIf(!has('php', '--version'))('PHP: streams over https and http, and curl where it is installed', async () => {
    const file = join(temporaryFolder(), 'ask.php');
    writeFileSync(
      file,
      `<?php $plain = str_replace('https', 'http', $argv[1]);
       $curl = fn ($url) => curl_setopt_array($one = curl_init($url), [CURLOPT_RETURNTRANSFER => true]) ? curl_exec($one) : '';
       $answers = array_map('file_get_contents', [$argv[1], $plain]);
       if (extension_loaded('curl')) array_push($answers, $curl($argv[1]), $curl($plain));
       foreach ($answers as $answer) echo json_decode($answer)->expires_in, ' ';`,
    );
    const { status, out, err } = await exec(['php', file, `${tokenUrl}&${account()}`]);
    expect([status, out], err).toEqual([0, expect.stringMatching(/^(7200 ){2}((7200 ){2})?$/)]);
  });

  it.skipIf(!has('go', 'version'))('Go: net/http as it comes', async () => {
    const file = join(temporaryFolder(), 'ask.go');
    writeFileSync(
      file,
      'package main\nimport ("io"; "net/http"; "os")\nfunc main() { a, e := http.Get(os.Args[1]); if e != nil { panic(e) }; io.Copy(os.Stdout, a.Body) }\n',
    );
    expectToken(await exec(['go', 'run', file, `${tokenUrl}&${account()}`]));
  });

  it.skipIf(!has('java', '-version') || !has('keytool', '-help'))('Java: URL connections of the JDK', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'Ask.java');
    writeFileSync(
      file,
      'public class Ask { public static void main(String[] a) throws Exception { System.out.println(new String(new java.net.URL(a[0]).openStream().readAllBytes())); } }',
    );
    const { status, out, err } = await exec(['java', file, `${tokenUrl}&${account()}`]);
    expect([status, /"access_token"/.test(out)], err).toEqual([0, true]);
  });

  it('other hosts are refused by name, and reached with --pass-through; loopback is always reached', async () => {
    const other = createServer((_request, response) => response.end('other'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const port = (other.address() as AddressInfo).port;
    try {
      const refused = await exec(['curl', '-s', 'http://tuquan-other.localhost.invalid/']);
      expect(refused.out).toContain('tuquan-other.localhost.invalid is not one of the hosts answered here');
      const passed = await exec(
        ['curl', '-s', 'http://tuquan-other.localhost.invalid/'],
        ['--data', server.data, '--pass-through'],
      );
      expect(passed.out).toMatch(/ENOTFOUND|EAI_AGAIN/);
      expect((await exec(['curl', '-s', `http://127.0.0.1:${port}/`])).out).toBe('other');
      expect((await exec(['curl', '-sp', `http://127.0.0.1:${port}/`])).out).toBe('other');
    } finally {
      other.close();
    }
  });

  it('the exit status is the program’s, and a temporary server serves when none is named', async () => {
    const { status, out } = await exec(['sh', '-c', 'curl -s "$0"; exit 7', `${tokenUrl}&appid=x&secret=y`], []);
    expect([status, JSON.parse(out)]).toMatchObject([7, { errcode: 40013 }]);
  });

  it('a folder without a server is named with its remedy', async () => {
    const { status, err } = await exec(['true'], ['--data', '/nowhere']);
    expect([status, err]).toEqual([1, expect.stringContaining('tuquan serve --sandbox --data /nowhere')]);
    expect((await exec(['no-such-program-here'])).err).toContain('no program "no-such-program-here"');
  });
});
