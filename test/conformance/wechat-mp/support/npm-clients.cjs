// The public npm clients of the app room, unmodified, in a process of their own. They call https://api.weixin.qq.com and
// http://file.api.weixin.qq.com as they always do; this process resolves those names to the server under test, and trusts
// its authority through NODE_EXTRA_CA_CERTS. Nothing else is changed: certificates are checked against the vendor's names.
const net = require('node:net');

const ports = { 443: Number(process.env.TUQUAN_TLS), 80: Number(process.env.TUQUAN_HTTP) };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function redirected(...args) {
  // Node hands its own normalised arguments on as one list.
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof options === 'object' && /(^|\.)weixin\.qq\.com$/.test(String(options.host))) {
    options.port = ports[options.port] ?? options.port;
    options.lookup = (_host, wanted, done) =>
      wanted.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);
  }
  return connect.apply(this, args);
};

const { APPID: appid, APPSECRET: secret } = process.env;
const CoApi = require('co-wechat-api');
const CallbackApi = require('wechat-api');
const co = new CoApi(appid, secret);
const old = new CallbackApi(appid, secret);
// The clients give up after three and five seconds; this machine may be busy with other tests.
co.setOpts({ timeout: 30_000 });
old.setOpts({ timeout: 30_000 });

const callOld = (method, args) =>
  new Promise((resolve, reject) => {
    old[method](...args, (error, data) => (error ? reject(error) : resolve(data)));
  });

process.on('message', async ({ id, client, method, args }) => {
  try {
    // Clients keep what they are handed: a copy each time.
    const result = await (client === 'co' ? co[method](...args) : callOld(method, args));
    process.send({ id, result });
  } catch (error) {
    process.send({ id, error: { name: error.name, message: error.message, code: error.code } });
  }
});
process.on('disconnect', () => process.exit(0));
