// tuquan exec: runs a program so that hosts it has hard-coded are answered by a sandbox server, over real TLS.
// Must not know the hosts; the server's proxy does. The program's exit status becomes ours.
import { execFile, spawn } from 'node:child_process';
import { constants as fileModes, realpathSync } from 'node:fs';
import { access, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { compiledUrl } from '../kernel/compiled-url.js';
import type { Sandbox } from '../sandbox.js';
import { sandboxServer } from './sandbox-server.js';
import { createTemporarySandbox } from './temporary-sandbox.js';

export interface ExecOptions {
  /** Folder of a running sandbox server. */
  data?: string;
  passThrough?: boolean;
}

interface Reached {
  readonly sandbox: Sandbox;
  readonly sandboxFile: string;
  stop(): Promise<void>;
}

const run = promisify(execFile);
/** Where systems keep the authorities they trust, first found wins. */
const systemBundles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

async function runningServer(data: string): Promise<Reached> {
  const { sandbox, sandboxFile } = await sandboxServer(data);
  if (sandbox.proxy === null || sandbox.proxy === undefined) {
    throw new Error(
      `${sandboxFile} names no proxy; start the server again with: tuquan serve --sandbox --data ${data}`,
    );
  }
  return { sandbox, sandboxFile, stop: async () => undefined };
}

async function temporaryServer(folder: string): Promise<Reached> {
  const data = join(folder, 'data');
  const tuquan = await createTemporarySandbox(data, process.env);
  const { sandbox } = await tuquan.start();
  if (sandbox === null) throw new Error('the temporary server is a sandbox');
  return { sandbox, sandboxFile: join(data, 'sandbox.json'), stop: () => tuquan.stop(5_000) };
}

async function systemAuthorities(): Promise<string> {
  for (const file of [process.env.SSL_CERT_FILE, ...systemBundles]) {
    const text = file ? await readFile(file, 'utf8').catch(() => null) : null;
    if (text !== null) return text;
  }
  return rootCertificates.join('\n');
}

/** The first executable file of this name in PATH. */
async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (
      await access(file, fileModes.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  return null;
}

/** Options for Java: a trust store with the JDK's authorities and ours. Null when there is no keytool to make it. */
async function javaOptions(folder: string, caFile: string, proxy: URL): Promise<string | null> {
  const keytool = await findProgram('keytool');
  if (keytool === null) return null;
  const store = join(folder, 'trust.p12');
  const jdk = dirname(dirname(realpathSync(keytool)));
  const password = 'changeit';
  // The JDK's own store has this password everywhere; without that file ours holds the sandbox's authority alone.
  for (const own of [join(jdk, 'lib/security/cacerts'), join(jdk, 'jre/lib/security/cacerts')]) {
    if (
      await copyFile(own, store).then(
        () => true,
        () => false,
      )
    )
      break;
  }
  await run(keytool, [
    '-importcert',
    '-noprompt',
    '-alias',
    'tuquan-sandbox',
    '-file',
    caFile,
    '-keystore',
    store,
    '-storepass',
    password,
  ]);
  const at = (scheme: string): string => `-D${scheme}.proxyHost=${proxy.hostname} -D${scheme}.proxyPort=${proxy.port}`;
  return `-Djavax.net.ssl.trustStore="${store}" -Djavax.net.ssl.trustStorePassword=${password} ${at('http')} ${at('https')} -Dhttp.nonProxyHosts=`;
}

/**
 * A folder of settings for PHP: its curl reads neither CURL_CA_BUNDLE nor SSL_CERT_FILE, its streams (file_get_contents and
 * the like) know no proxy of the environment. Returns PHP_INI_SCAN_DIR: its own folders first, then this one.
 */
async function phpSettings(folder: string, bundle: string, proxy: URL): Promise<string> {
  const own = join(folder, 'php');
  const prepended = join(own, 'streams.php');
  await mkdir(own);
  await writeFile(
    prepended,
    `<?php stream_context_set_default(['http' => ['proxy' => 'tcp://${proxy.host}', 'request_fulluri' => true]]);\n`,
  );
  await writeFile(
    join(own, 'tuquan.ini'),
    `curl.cainfo = "${bundle}"\nopenssl.cafile = "${bundle}"\nauto_prepend_file = "${prepended}"\n`,
  );
  // An empty entry stands for the folder PHP was built with.
  return `${process.env.PHP_INI_SCAN_DIR ?? ''}${delimiter}${own}`;
}

async function childEnvironment(
  folder: string,
  { sandbox, sandboxFile }: Reached,
  passThrough: boolean,
): Promise<NodeJS.ProcessEnv> {
  const proxy = (passThrough ? sandbox.proxy?.passThroughUrl : sandbox.proxy?.url) ?? '';
  const bundle = join(folder, 'ca-bundle.pem');
  const [ca, authorities] = await Promise.all([readFile(sandbox.caCertificateFile, 'utf8'), systemAuthorities()]);
  await writeFile(bundle, `${authorities.trimEnd()}\n${ca}`);
  const java = await javaOptions(folder, sandbox.caCertificateFile, new URL(proxy)).catch((error: Error) => {
    process.stderr.write(`tuquan: no trust store for Java programs: ${error.message}\n`);
    return undefined;
  });
  if (java === null)
    process.stderr.write('tuquan: keytool is not installed; Java programs will not trust the sandbox\n');
  const preload = `--import=${compiledUrl('./exec-preload.js', import.meta.url).href}`;
  return {
    ...process.env,
    HTTPS_PROXY: proxy,
    https_proxy: proxy,
    HTTP_PROXY: proxy,
    http_proxy: proxy,
    ALL_PROXY: proxy,
    all_proxy: proxy,
    NO_PROXY: '',
    no_proxy: '',
    NODE_EXTRA_CA_CERTS: sandbox.caCertificateFile,
    NODE_USE_ENV_PROXY: '1',
    NODE_OPTIONS: [process.env.NODE_OPTIONS, preload].filter(Boolean).join(' '),
    SSL_CERT_FILE: bundle,
    CURL_CA_BUNDLE: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    PHP_INI_SCAN_DIR: await phpSettings(folder, bundle, new URL(proxy)),
    ...(java ? { JAVA_TOOL_OPTIONS: [process.env.JAVA_TOOL_OPTIONS, java].filter(Boolean).join(' ') } : {}),
    TUQUAN_SANDBOX_FILE: sandboxFile,
    TUQUAN_BASE_URL: sandbox.baseUrl,
  };
}

/** The exit status shells give: the program's own, or 128 and the number of the signal that ended it. */
function runChild(command: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const [program = '', ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' });
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    // A terminal sends ^C to both; we wait for the program to decide.
    const wait = (): void => undefined;
    process.on('SIGINT', wait);
    const end = (): void => {
      process.off('SIGTERM', pass).off('SIGHUP', pass).off('SIGINT', wait);
    };
    child.once('error', (error: NodeJS.ErrnoException) => {
      end();
      if (error.code === 'ENOENT') reject(new Error(`there is no program "${program}" in PATH`));
      else reject(error);
    });
    child.once('exit', (code, signal) => {
      end();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/** Runs `command` against a sandbox server. @throws Error when the server or the program cannot be started */
export async function exec(command: readonly string[], options: ExecOptions): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'tuquan-exec-'));
  let reached: Reached | undefined;
  try {
    reached = options.data === undefined ? await temporaryServer(folder) : await runningServer(options.data);
    const env = await childEnvironment(folder, reached, options.passThrough === true);
    process.exitCode = await runChild(command, env);
  } finally {
    await reached?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
