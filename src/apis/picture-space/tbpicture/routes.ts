// POST /tool/erps/tbpicture and the operations below it, with shop_id beside the parameters of the operation.
// Must not hold rules; an operation is the same one the gateway serves.
import type { HttpApp } from '../../../http/server.js';
import type { PictureOperation } from '../operations/operation.js';
import type { ToolGate } from './gate.js';

export function toolRoutes(scope: HttpApp, gate: ToolGate, operations: readonly PictureOperation[]): void {
  for (const operation of operations) {
    const work = gate.operation(operation);
    scope.route({
      method: 'POST',
      url: `/erps/tbpicture${operation.toolPath}`,
      onRequest: (request, reply) => gate.admit(request, reply),
      handler: (request, reply) => gate.serve(request, reply, work),
    });
  }
}
