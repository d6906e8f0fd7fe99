// Starts the console in the browser. While the app's code still comes and is compiled, this small piece asks the server who is signed in, and
// for what the addressed page shows first. Must not draw anything.
import 'antd/dist/antd.css';
import './style.css';
import { begin } from './api.ts';
import { firstAsked } from './lists.ts';
import { loadNotices, pageAt } from './routes.ts';

const page = pageAt(location.pathname.replace(/^\/console/, ''));
/** Only the page itself: a part of it, or one thing on it, asks for something else. */
const whole =
  location.search === '' && location.pathname.replace(/\/$/, '') === `/console/${page?.path}`.replace(/\/$/, '');
/** Whoever asks again says what failed. */
const unsaid = (): undefined => undefined;

const asked = begin('session').then(() => (whole ? firstAsked[page?.path ?? '']?.() : undefined));
if (page !== undefined) {
  page.load().catch(unsaid);
  if (page.path !== '') loadNotices().catch(unsaid);
}
asked.catch(unsaid);

/** This script does not wait for the page and its styles, to ask as early as can be; drawing does. */
async function drawable(): Promise<void> {
  if (document.readyState === 'loading')
    await new Promise((resolve) => document.addEventListener('DOMContentLoaded', resolve, { once: true }));
  const link = document.querySelector<HTMLLinkElement>('link[rel=stylesheet]');
  if (link?.sheet === null)
    await new Promise((resolve) => {
      link.addEventListener('load', resolve, { once: true });
      link.addEventListener('error', resolve, { once: true });
    });
}
void Promise.all([import('./app.tsx'), drawable()]).then(([{ start }]) => start(asked));
