// A thread of the submit benchmark: measures how fast this machine signs, or signs requests beforehand.
import { createPrivateKey, randomBytes, sign } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';

const key = createPrivateKey(workerData.privateKeyPem);

function ceiling(seconds) {
  const message = randomBytes(300);
  const began = performance.now();
  const end = began + seconds * 1000;
  let count = 0;
  while (performance.now() < end) {
    sign('sha256', message, key);
    count += 1;
  }
  return count / ((performance.now() - began) / 1000);
}

function presign({ mchid, serial, brandId, target, count, name }) {
  const requests = [];
  for (let index = 0; index < count; index += 1) {
    const body = JSON.stringify({
      brand_id: brandId,
      task_id: `bench_${name}_${index}`,
      image_generation_type: 'COMBINE_IMAGE',
      combine_image: {
        scope: 'ALL',
        type: 'NORMAL',
        usage_mode: 'SINGLE',
        normal_coupon: { threshold: 10000, discount_amount: 2000 },
        background_color: '#ff5733',
      },
    });
    const timestamp = Math.floor(Date.now() / 1000);
    const nonce = randomBytes(16).toString('hex');
    const signature = sign('sha256', Buffer.from(`POST\n${target}\n${timestamp}\n${nonce}\n${body}\n`), key).toString(
      'base64',
    );
    const authorization = `WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`;
    requests.push(
      Buffer.from(
        `POST ${target} HTTP/1.1\r\nHost: api.mch.weixin.qq.com\r\nAccept: application/json\r\nUser-Agent: tuquan-bench\r\nContent-Type: application/json\r\nAuthorization: ${authorization}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      ),
    );
  }
  return requests;
}

parentPort.postMessage(workerData.task === 'ceiling' ? ceiling(workerData.seconds) : presign(workerData));
