// Starts the console in the browser. While the app's code still comes and is compiled, this small piece asks the server who is signed in, and
// for what the addressed page will ask first. Must not draw anything.
import 'antd/dist/antd.css';
import './style.css';
import { begin } from './api.ts';
import { loadNotices, pageAt } from './routes.ts';

const page = pageAt(location.pathname.replace(/^\/console/, ''));
/** Whoever asks again says what failed. */
const unsaid = (): undefined => undefined;

begin('session').then(({ ok }) => {
  if (ok && page?.first !== undefined) begin(page.first).catch(unsaid);
}, unsaid);
if (page !== undefined) {
  page.load().catch(unsaid);
  if (page.path !== '') loadNotices().catch(unsaid);
}
void import('./app.tsx');
