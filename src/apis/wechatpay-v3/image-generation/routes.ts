// Submit and query of image generation tasks: parse, map, call the service, map back.
// Must not hold rules; those are the domain's.
import type { RoomServices } from '../../room.js';
import { failures, Refused } from '../envelope.js';
import { readBy } from '../field-rules.js';
import { type Call, type Route, route, wholeBody } from '../gate.js';
import { readJsonBody } from '../json-body.js';
import type { Mode } from '../modes.js';
import { readQuery } from '../query.js';
import { explainInvalid, fromTask, type SubmitBody, toRequest, wireType } from './mapping.js';
import { brandQuery, brandSubmit, partnerQuery, partnerSubmit, queryPath } from './schema.js';

export function imageGenerationRoutes({ generation }: RoomServices, mode: Mode): Route[] {
  const path = `${mode.prefix}/image-generation-tasks`;

  async function accept(call: Call<Buffer>, brand: string, body: SubmitBody): Promise<void> {
    try {
      await generation.submit(call.account, body.task_id, toRequest(body, brand));
    } catch (error) {
      throw explainInvalid(error, body);
    }
  }

  async function submit(call: Call<Buffer>): Promise<object> {
    const value = readJsonBody(call.body, call.contentType);
    if (mode.kind === 'brand') {
      const body = readBy(brandSubmit, value, 'body');
      await accept(call, call.account.number, body);
      return { task_id: body.task_id };
    }
    const body = readBy(partnerSubmit, value, 'body');
    await accept(call, body.brand_id, body);
    return { task_id: body.task_id, brand_id: body.brand_id };
  }

  async function query(call: Call<Buffer>): Promise<object> {
    const { task_id } = readBy(queryPath, { ...call.path }, 'path');
    const values = readQuery(call.query);
    const asked =
      mode.kind === 'brand'
        ? { ...readBy(brandQuery, values, 'query'), brand_id: call.account.number }
        : readBy(partnerQuery, values, 'query');
    const task = await generation.find(call.account, task_id);
    // The lookup key has all of them: a task of another brand or type is not this one.
    if (task.request.brand !== asked.brand_id || wireType(task) !== asked.image_generation_type) {
      throw new Refused(failures.objectMissing);
    }
    return fromTask(task, mode);
  }

  return [
    route({ method: 'POST', path, limit: 'submit' }, wholeBody, submit),
    route({ method: 'GET', path: `${path}/:task_id`, limit: 'query' }, wholeBody, query),
  ];
}
