// The frame around every page: navigation, language, light and dark, who is signed in. Must not know what pages show.
import { Button, Drawer, Dropdown, Layout, Menu, Result, Skeleton } from 'antd';
import { Component, lazy, type ReactNode, Suspense, useState } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { Icon } from './icons.tsx';
import { useLook } from './look.tsx';
import { routes } from './routes.ts';
import { useSession } from './session.tsx';
import { useLanguage, useWords } from './words/index.tsx';

const pages = routes.map((route) => ({ ...route, Page: lazy(route.load) }));

function Navigation({ onChoose }: { readonly onChoose?: () => void }) {
  const words = useWords();
  const { session } = useSession();
  const { pathname } = useLocation();
  const first = pathname.split('/')[1] ?? '';
  return (
    <nav aria-label={words.mainNavigation}>
      <Menu
        mode="inline"
        selectedKeys={[first]}
        {...(onChoose ? { onClick: onChoose } : {})}
        items={pages
          .filter(({ roles }) => roles.includes(session.role))
          .map(({ path, title, icon }) => ({
            key: path,
            icon: <Icon name={icon} />,
            label: <Link to={`/${path}`}>{words[title]}</Link>,
          }))}
      />
    </nav>
  );
}

/** A page that fails says so in its place; the rest of the console goes on. */
class PageGuard extends Component<{
  readonly children: ReactNode;
  readonly words: { loadFailed: string; retry: string };
}> {
  override state: { error: Error | null } = { error: null };
  static getDerivedStateFromError(error: Error) {
    return { error };
  }
  override render() {
    const { words, children } = this.props;
    if (this.state.error === null) return children;
    return (
      <Result
        status="warning"
        title={words.loadFailed}
        subTitle={this.state.error.message}
        extra={<Button onClick={() => this.setState({ error: null })}>{words.retry}</Button>}
      />
    );
  }
}

function Account() {
  const { words, language, choose } = useLanguage();
  const { dark, setDark } = useLook();
  const { session, signOut } = useSession();
  return (
    <div className="frame-tools">
      <Button
        type="text"
        onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
      >
        {language === 'zh' ? 'English' : '中文'}
      </Button>
      <Button type="text" onClick={() => setDark(!dark)}>
        {dark ? words.lightMode : words.darkMode}
      </Button>
      <Dropdown
        menu={{ items: [{ key: 'out', label: words.signOut, onClick: () => void signOut() }] }}
        trigger={['click']}
      >
        <Button type="text">{session.user}</Button>
      </Dropdown>
    </div>
  );
}

export function Frame() {
  const words = useWords();
  const { session } = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  return (
    <Layout className="frame">
      <a className="skip" href="#content">
        {words.skipToContent}
      </a>
      <Layout.Header className="frame-head">
        <Button className="frame-menu" type="text" aria-label={words.mainNavigation} onClick={() => setOpen(true)}>
          ☰
        </Button>
        <Link to="/" className="frame-brand">
          <img src="/console/mark.svg" alt="" width="28" height="28" />
          <span>{words.brand}</span>
        </Link>
        <Account />
      </Layout.Header>
      <Layout>
        <Layout.Sider width={208} className="frame-side">
          <Navigation />
        </Layout.Sider>
        <Drawer open={open} placement="left" size={260} onClose={() => setOpen(false)} title={words.brand}>
          <Navigation onChoose={() => setOpen(false)} />
        </Drawer>
        <Layout.Content id="content" className="frame-content" tabIndex={-1} role="main">
          <PageGuard key={pathname.split('/')[1] ?? ''} words={words}>
            <Suspense fallback={<Skeleton active />}>
              <Routes>
                {pages
                  .filter(({ roles }) => roles.includes(session.role))
                  .map(({ path, Page }) => (
                    <Route key={path} path={path === '' ? '/' : `/${path}/*`} element={<Page />} />
                  ))}
                <Route path="*" element={<Navigate to="/" replace />} />
              </Routes>
            </Suspense>
          </PageGuard>
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
