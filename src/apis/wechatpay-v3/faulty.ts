// What a sandbox can have this room do wrong on purpose: answers in the vendor's codes, probes of signatures, a new platform key.
// Must not be reachable outside sandbox mode: it is handed to the fault rules only.
import type { FaultyRoom } from '../../http/faults.js';
import { issueCertificate } from '../../kernel/certificates.js';
import type { RoomServices } from '../room.js';
import { callerOf } from './caller.js';
import { domainFailures, type Failure, failures, Refused, signError } from './envelope.js';
import { partnerMode } from './modes.js';
import { probeOf } from './signing.js';

const day = 24 * 3_600_000;
const refused = (failure: Failure) => (): Error => new Refused(failure);

export function createFaulty({ accounts, clock, random }: RoomServices): FaultyRoom {
  return {
    answers: {
      SYSTEM_ERROR: refused(failures.systemError),
      SERVICE_UNAVAILABLE: refused(domainFailures.UNAVAILABLE),
      RATELIMIT_EXCEEDED: refused(failures.tooFrequent),
      RESOURCE_NOT_EXISTS: refused(failures.objectMissing),
      NO_AUTH: refused(domainFailures.FORBIDDEN),
      SIGN_ERROR: () => signError('错误的签名，验签失败'),
    },
    nameOf: (_status, body) => /"code":"([A-Z_]+)"/.exec(body)?.[1] ?? null,
    callerOf,
    probe: (name) => probeOf(name, random),
    rotateKey: async () => {
      // As the vendor does it: for a time both certificates can be downloaded, the new one signs.
      for (const account of await accounts.list(partnerMode.kind, 200)) {
        const now = clock.now();
        const span = { notBefore: now - day, notAfter: now + 5 * 365 * day };
        const subject = 'CN=Tuquan Platform, O=Tuquan, C=CN';
        const issuer = await issueCertificate({
          subject: 'CN=Tuquan CA, O=Tuquan, C=CN',
          serialBytes: random(20),
          ...span,
        });
        const key = await issueCertificate({ subject, serialBytes: random(20), issuer, ...span });
        await accounts.addServerKey(account.id, { ...key, id: key.serial });
      }
    },
  };
}
