// A request of the log as code of a client library: what somebody would write to send that very request.
// Pure text; must not know which requests there are. Credentials are placeholders: the log never has them.
import type { Entry } from './traffic.ts';

export const dialects = ['curl', 'axios', 'php', 'java', 'go', 'python'] as const;
export type Dialect = (typeof dialects)[number];

export const dialectNames: Readonly<Record<Dialect, string>> = {
  curl: 'curl',
  axios: 'Node.js · wechatpay-axios-plugin',
  php: 'PHP · wechatpay-php',
  java: 'Java · wechatpay-java',
  go: 'Go · wechatpay-go',
  python: 'Python · wechatpayv3',
};

/** Libraries that sign for the scheme; requests of other rooms are written with the language's own HTTP client. */
const signsItself = (entry: Entry): boolean => entry.room === 'wechatpay-v3';

const quoted = (text: string): string => JSON.stringify(text);
const unsent = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'accept-encoding',
  'user-agent',
  'accept',
]);
const signed = new Set(['authorization', 'wechatpay-serial']);

function json(entry: Entry): unknown {
  try {
    return JSON.parse(entry.body) as unknown;
  } catch {
    return undefined;
  }
}

/** Headers worth writing down; those a library makes itself are left out. */
const headersOf = (entry: Entry): (readonly [string, string])[] =>
  entry.headers.filter(
    ([name]) => !unsent.has(name.toLowerCase()) && !(signsItself(entry) && signed.has(name.toLowerCase())),
  );

const indent = (text: string, by: string): string => text.replaceAll('\n', `\n${by}`);

function axios(entry: Entry, base: string): string {
  const body = json(entry);
  const data =
    body === undefined ? (entry.body === '' ? 'undefined' : quoted(entry.body)) : JSON.stringify(body, null, 2);
  const method = entry.method.toLowerCase();
  if (!signsItself(entry)) {
    const headers = JSON.stringify(Object.fromEntries(headersOf(entry)), null, 2);
    return `import axios from 'axios';

const { data } = await axios.request({
  method: '${method}',
  url: ${quoted(base + entry.target)},
  headers: ${indent(headers, '  ')},
  data: ${indent(data, '  ')},
});
console.log(data);
`;
  }
  const call = method === 'get' || method === 'delete' ? `.${method}()` : `.${method}(${data})`;
  return `import { readFileSync } from 'node:fs';
import { Wechatpay } from 'wechatpay-axios-plugin';

const wxpay = new Wechatpay({
  mchid: process.env.MCHID,
  serial: process.env.MERCHANT_SERIAL,
  privateKey: readFileSync(process.env.MERCHANT_PRIVATE_KEY_FILE),
  certs: { [process.env.PUBLIC_KEY_ID]: readFileSync(process.env.PUBLIC_KEY_FILE) },
}, { baseURL: ${quoted(base)} });

const { data } = await wxpay.chain(${quoted(entry.target.slice(1))})
  ${call};
console.log(data);
`;
}

const phpValue = (value: unknown, by = ''): string => {
  if (Array.isArray(value)) {
    return value.length === 0
      ? '[]'
      : `[\n${value.map((each) => `${by}    ${phpValue(each, `${by}    `)},\n`).join('')}${by}]`;
  }
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value);
    if (entries.length === 0) return '(object)[]';
    return `[\n${entries.map(([key, each]) => `${by}    '${key.replaceAll("'", "\\'")}' => ${phpValue(each, `${by}    `)},\n`).join('')}${by}]`;
  }
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  return JSON.stringify(value);
};

function php(entry: Entry, base: string): string {
  const body = json(entry);
  const payload = body === undefined ? `'body' => ${phpValue(entry.body)},` : `'json' => ${phpValue(body, '    ')},`;
  const options = entry.body === '' ? '' : `, [\n    ${payload}\n]`;
  const method = entry.method.toLowerCase();
  if (!signsItself(entry)) {
    return `<?php
require 'vendor/autoload.php';

$client = new GuzzleHttp\\Client(['base_uri' => '${base}']);
$response = $client->request('${entry.method}', ${phpValue(entry.target)}, [
    'headers' => ${phpValue(Object.fromEntries(headersOf(entry)), '    ')},
    'body' => ${phpValue(entry.body)},
]);
echo $response->getBody();
`;
  }
  return `<?php
require 'vendor/autoload.php';

use WeChatPay\\Builder;
use WeChatPay\\Crypto\\Rsa;

$wxpay = Builder::factory([
    'mchid' => getenv('MCHID'),
    'serial' => getenv('MERCHANT_SERIAL'),
    'privateKey' => Rsa::from('file://' . getenv('MERCHANT_PRIVATE_KEY_FILE'), Rsa::KEY_TYPE_PRIVATE),
    'certs' => [getenv('PUBLIC_KEY_ID') => Rsa::from('file://' . getenv('PUBLIC_KEY_FILE'), Rsa::KEY_TYPE_PUBLIC)],
    'base_uri' => '${base}/',
]);
$response = $wxpay->chain(${phpValue(entry.target.slice(1))})->${method}(${options === '' ? '' : options.slice(2)});
echo $response->getBody();
`;
}

function java(entry: Entry, base: string): string {
  if (signsItself(entry)) {
    const body =
      entry.body === '' ? '' : `\n        .body(new JsonRequestBody.Builder().body(${quoted(entry.body)}).build())`;
    return `import com.wechat.pay.java.core.RSAPublicKeyConfig;
import com.wechat.pay.java.core.http.*;

var config = new RSAPublicKeyConfig.Builder()
    .merchantId(System.getenv("MCHID"))
    .privateKeyFromPath(System.getenv("MERCHANT_PRIVATE_KEY_FILE"))
    .publicKeyFromPath(System.getenv("PUBLIC_KEY_FILE"))
    .publicKeyId(System.getenv("PUBLIC_KEY_ID"))
    .merchantSerialNumber(System.getenv("MERCHANT_SERIAL"))
    .apiV3Key(System.getenv("API_V3_KEY"))
    .build();
var client = new DefaultHttpClientBuilder().config(config).build();
var headers = new HttpHeaders();
headers.addHeader("Accept", "application/json");
headers.addHeader("Content-Type", "application/json");
var response = client.execute(
    new HttpRequest.Builder()
        .httpMethod(HttpMethod.${entry.method})
        .url(${quoted(base + entry.target)})
        .headers(headers)${body}
        .build(),
    Object.class);
System.out.println(response.getServiceResponse());
`;
  }
  const headers = headersOf(entry)
    .map(([name, value]) => `\n    .header(${quoted(name)}, ${quoted(value)})`)
    .join('');
  return `import java.net.URI;
import java.net.http.*;

var request = HttpRequest.newBuilder(URI.create(${quoted(base + entry.target)}))${headers}
    .method("${entry.method}", HttpRequest.BodyPublishers.ofString(${quoted(entry.body)}))
    .build();
var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(response.body());
`;
}

function go(entry: Entry, base: string): string {
  const raw = entry.body.includes('`') ? quoted(entry.body) : `\`${entry.body}\``;
  if (signsItself(entry)) {
    return `package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

func main() {
	ctx := context.Background()
	privateKey, err := utils.LoadPrivateKeyWithPath(os.Getenv("MERCHANT_PRIVATE_KEY_FILE"))
	if err != nil {
		panic(err)
	}
	publicKey, err := utils.LoadPublicKeyWithPath(os.Getenv("PUBLIC_KEY_FILE"))
	if err != nil {
		panic(err)
	}
	client, err := core.NewClient(ctx, option.WithWechatPayPublicKeyAuthCipher(
		os.Getenv("MCHID"), os.Getenv("MERCHANT_SERIAL"), privateKey, os.Getenv("PUBLIC_KEY_ID"), publicKey))
	if err != nil {
		panic(err)
	}
	var body interface{}
	if text := ${raw}; text != "" {
		body = json.RawMessage(text)
	}
	result, err := client.Request(ctx, http.Method${entry.method.charAt(0) + entry.method.slice(1).toLowerCase()}, ${quoted(base + entry.target)}, nil, nil, body, "application/json")
	if err != nil {
		panic(err)
	}
	text, _ := io.ReadAll(result.Response.Body)
	fmt.Println(string(text))
}
`;
  }
  const headers = headersOf(entry)
    .map(([name, value]) => `\trequest.Header.Set(${quoted(name)}, ${quoted(value)})\n`)
    .join('');
  return `package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
)

func main() {
	request, err := http.NewRequest("${entry.method}", ${quoted(base + entry.target)}, strings.NewReader(${raw}))
	if err != nil {
		panic(err)
	}
${headers}	response, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	text, _ := io.ReadAll(response.Body)
	fmt.Println(string(text))
}
`;
}

function python(entry: Entry, base: string): string {
  const text = entry.body === '' ? 'None' : quoted(entry.body);
  if (signsItself(entry)) {
    return `import os
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.type import RequestType

wxpay = WeChatPay(
    wechatpay_type=WeChatPayType.NATIVE,
    mchid=os.environ["MCHID"],
    private_key=open(os.environ["MERCHANT_PRIVATE_KEY_FILE"]).read(),
    cert_serial_no=os.environ["MERCHANT_SERIAL"],
    apiv3_key=os.environ["API_V3_KEY"],
    appid=os.environ.get("APPID", "wx0000000000000000"),
    public_key=open(os.environ["PUBLIC_KEY_FILE"]).read(),
    public_key_id=os.environ["PUBLIC_KEY_ID"],
)
# The library's address stands in its core: point it here.
wxpay._core._gate_way = ${quoted(base)}
print(wxpay._core.request(${quoted(entry.target)}, method=RequestType.${entry.method}, data=${text}))
`;
  }
  const headers = headersOf(entry)
    .map(([name, value]) => `    ${quoted(name)}: ${quoted(value)},\n`)
    .join('');
  return `import requests

response = requests.request(
    "${entry.method}",
    ${quoted(base + entry.target)},
    headers={
${headers}    },
    data=${entry.body === '' ? 'None' : `${quoted(entry.body)}.encode()`},
)
print(response.text)
`;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

function curl(entry: Entry, base: string): string {
  const parts = [`curl -i -X ${entry.method} ${shellQuoted(base + entry.target)}`];
  for (const [name, value] of entry.headers) {
    if (!unsent.has(name.toLowerCase()) || name.toLowerCase() === 'accept')
      parts.push(`-H ${shellQuoted(`${name}: ${value}`)}`);
  }
  if (entry.body !== '') parts.push(`--data-binary ${shellQuoted(entry.body)}`);
  return parts.join(' \\\n  ');
}

const writers: Readonly<Record<Dialect, (entry: Entry, base: string) => string>> = {
  curl,
  axios,
  php,
  java,
  go,
  python,
};

/** @param base address of the server the code is to call, without a slash at its end */
export const codeFor = (dialect: Dialect, entry: Entry, base: string): string => writers[dialect](entry, base);
