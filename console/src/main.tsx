// Starts the console in the browser. While the app's code still comes and is compiled, this small piece asks the server who is signed in, and
// for what the addressed page will ask first. Must not draw anything.
import 'antd/dist/antd.css';
import './style.css';
import { begin } from './api.ts';
import { loadNotices, pageAt } from './routes.ts';

const page = pageAt(location.pathname.replace(/^\/console/, ''));
begin('session').then(
  ({ ok }) => {
    if (ok && page?.first !== undefined) void begin(page.first);
  },
  () => undefined,
);
// Whoever draws them says what failed.
for (const code of page === undefined ? [] : [page.load(), page.path === '' ? null : loadNotices()])
  code?.catch(() => undefined);
void import('./app.tsx');
