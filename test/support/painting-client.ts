// What tests of painting do again and again: submit as the sandbox account, and ask until a task has ended.
// Knows only what sandbox.json says.
import { type AppCredentials, call, type PaintingAnswer } from '../../src/apis/ai-painting/demo/client.js';

export const sample = { text: '睡莲', resolution: '1024*1024', style: '油画' } as const;

/** Submits and returns the task's id. @throws Error for any answer but success */
export async function submitted(
  baseUrl: string,
  credentials: AppCredentials,
  parameters: Readonly<Record<string, string>> = sample,
  now = Date.now(),
): Promise<string> {
  const answer = await call(baseUrl, credentials, 'submit', parameters, now);
  if (answer.code !== 200 || answer.data?.taskId === undefined) throw new Error(JSON.stringify(answer));
  return answer.data.taskId;
}

/** Asks until the task is finished or answers another code than success. */
export async function ended(
  baseUrl: string,
  credentials: AppCredentials,
  taskId: string,
  patienceMs = 60_000,
  now: () => number = Date.now,
): Promise<PaintingAnswer> {
  const until = performance.now() + patienceMs;
  for (;;) {
    const answer = await call(baseUrl, credentials, 'query', { taskId }, now());
    if (answer.code !== 200 || answer.data?.status === 1) return answer;
    if (performance.now() > until) throw new Error(`task ${taskId} is not finished after ${patienceMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
