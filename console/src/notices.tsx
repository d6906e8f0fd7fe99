// Lets pages show messages and ask questions. Loaded late: the sign-in and the overview need neither.
import { App } from 'antd';
import type { ReactNode } from 'react';

export default function Notices({ children }: { readonly children: ReactNode }) {
  return <App>{children}</App>;
}
