// Loaded into Node programs that `tuquan exec` runs: sends https, http and fetch through the proxy of the environment.
// Node 24 does this itself (NODE_USE_ENV_PROXY); older ones know no proxy. Must not change anything else of the program.
import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { EnvHttpProxyAgent, setGlobalDispatcher } from 'undici';

const proxy = process.env.HTTPS_PROXY;
const [major = 0] = process.versions.node.split('.').map(Number);

type Connected = (error: Error | null, socket?: Socket) => void;
type Created = (error: Error | null, stream: Duplex) => void;

/** Asks the proxy for a connection to host:port. */
function tunnel(through: URL, host: string, port: number, done: Connected): void {
  const asked = http.request({
    host: through.hostname,
    port: through.port,
    method: 'CONNECT',
    path: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
    agent: new http.Agent({ keepAlive: false }),
  });
  asked.once('connect', (answer, socket: Socket) => {
    if (answer.statusCode === 200) return done(null, socket);
    socket.destroy();
    done(new Error(`the proxy of tuquan exec refused ${host}:${port} (${answer.statusCode})`));
  });
  asked.once('error', (error) => done(error));
  asked.end();
}

if (proxy !== undefined && major < 24) {
  const through = new URL(proxy);
  const own = (host: string, port: number): boolean => host === through.hostname && port === Number(through.port);
  /** Node calls back with an error alone, or with a connection; its types want both. */
  const created = (done: Created | undefined) => (done ?? (() => undefined)) as Connected;
  class TunnelHttps extends https.Agent {
    override createConnection(options: https.RequestOptions, done?: Created): undefined {
      const host = options.host ?? 'localhost';
      tunnel(through, host, Number(options.port ?? 443), (error, socket) => {
        if (error || socket === undefined) return created(done)(error);
        const name = options.servername || host;
        const secured = { ...options, socket, servername: /^[\d.:]+$/.test(name) ? '' : name };
        created(done)(null, tls.connect(secured as tls.ConnectionOptions));
      });
    }
  }
  class TunnelHttp extends http.Agent {
    override createConnection(options: http.ClientRequestArgs, done?: Created): Duplex | null | undefined {
      const host = options.host ?? 'localhost';
      const port = Number(options.port ?? 80);
      // A library that knows the proxy itself talks to it directly.
      if (own(host, port)) return super.createConnection(options, done);
      tunnel(through, host, port, created(done));
      return undefined;
    }
  }
  https.globalAgent = new TunnelHttps({ keepAlive: true });
  http.globalAgent = new TunnelHttp({ keepAlive: true });
  setGlobalDispatcher(new EnvHttpProxyAgent());
}
