// The two operations: parse, map, call the painting service, map back.
// Must not hold rules of its own.
import type { RoomServices } from '../../room.js';
import type { Operation } from '../gate.js';
import type { AiPaintingSettings, OperationName } from '../settings.js';
import { fromPainting, toRequest } from './mapping.js';
import { queryParameters, submitParameters } from './schema.js';

export function paintingOperations(
  { paintings }: RoomServices,
  settings: AiPaintingSettings,
): Readonly<Record<OperationName, Operation>> {
  return {
    submit: async ({ account, parameters }) => {
      const asked = submitParameters(parameters, paintings.isStyle);
      const { id } = await paintings.submit(account, toRequest(asked, settings.composition));
      return { taskId: id };
    },
    query: async ({ account, parameters }) => {
      const { taskId } = queryParameters(parameters);
      return fromPainting(await paintings.find(account, taskId), settings.waiting);
    },
  };
}
