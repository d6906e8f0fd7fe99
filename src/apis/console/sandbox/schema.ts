// What requests to the sandbox's desk look like. Must not judge what a rule or a name means; the desk does.
const text = (maxLength: number, description?: string) => ({
  type: 'string',
  minLength: 1,
  maxLength,
  ...(description === undefined ? {} : { description }),
});
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});

export const nothing = object({});
export const anyObject = { type: 'object' };
export const clockBody = object({
  account: text(64, 'Number of the account whose clock it is; everybody’s without it'),
  advanceMs: { type: 'integer', minimum: 0, description: 'How far to go; everything due on the way happens' },
  setTo: { anyOf: [{ type: 'integer' }, text(40)], description: 'ms since 1970, or ISO 8601' },
  freeze: { type: 'boolean', description: 'Whether time stands still from now on' },
});
export const faultBody = object(
  {
    route: text(300, 'As the coverage tables print it, or its beginning and *'),
    callback: text(2_048, 'Instead of a route: the address callbacks go to, or its beginning and *'),
    method: text(7),
    account: text(64, 'Number of the account whose requests it is for'),
    fault: text(80, 'For example latency=500, reset, answer=…'),
    times: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  },
  ['fault'],
);
export const ruleId = object({ id: { type: 'integer', minimum: 1 } }, ['id']);
export const snapshotName = object({ name: text(80) }, ['name']);
export const accountNumber = object({ number: text(64) }, ['number']);
export const saveBody = object(
  {
    name: text(80),
    replace: { type: 'boolean' },
    account: text(64, 'Number of one account, to save that alone'),
  },
  ['name'],
);
export const branchBody = object({
  folder: text(80, 'Name of the new data folder, below branches/; not for one of an account'),
  as: text(64, 'Number of the new account; without it, one like the saved one’s'),
});
export const takeQuery = object({ replace: { type: 'string', enum: ['true', 'false'] } });
export const exerciseBody = object({ id: text(400, 'Of an item of the report') }, ['id']);
export const forgeBody = object({
  account: text(64),
  kinds: { type: 'array', maxItems: 40, items: text(60) },
});
