// Which words of a card people will read, and the judgement over them.
// Must not judge by itself: lists and rules are the moderator's.
import { isJsonObject, type JsonObject, type JsonValue } from '../../../kernel/exact-json.js';
import type { RoomServices } from '../../room.js';
import { cardFailures } from './failures.js';
import { refuse } from './fields.js';
import type { CardDocument } from './schema.js';

/** Texts that are addresses, names of choices or of programs, and never read by people. */
const unread = /(^|_)(url|url_list|type|color|pass|user_name|phone|icon_url_list|business_service|time_limit)$/;

function* wordsIn(value: JsonValue | undefined, name = ''): Generator<string> {
  if (unread.test(name)) return;
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* wordsIn(item);
  else if (isJsonObject(value))
    for (const [key, item] of Object.entries(value as JsonObject)) yield* wordsIn(item, key);
}

/** What people read of a card, a line each. */
export const wordsOf = ({ base, advanced, special }: CardDocument): string =>
  [...wordsIn(base), ...wordsIn(special), ...wordsIn(advanced ?? undefined)].join('\n');

/** @throws Refused 40151 */
export async function checkWords({ mayPublish }: Pick<RoomServices, 'mayPublish'>, words: string): Promise<void> {
  if (words !== '' && !(await mayPublish(words))) refuse(cardFailures.antispam);
}
