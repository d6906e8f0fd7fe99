// The frame around every page: navigation, language, light and dark, who is signed in. Must not know what pages show.
import { Button } from 'antd';
import { Component, type ReactNode, useState } from 'react';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router';
import { Icon } from './icons.tsx';
import { late } from './late.tsx';
import { useLook } from './look.tsx';
import { loadNotices, type Route as Page, pageAt, routes } from './routes.ts';
import { type Session, useSession } from './session.tsx';
import { useLanguage, useWords } from './words/index.tsx';

const Notices = late(loadNotices);
const pages = routes.map((route) => ({ ...route, Page: late(route.load) }));
/** Loads a page's code, all of it side by side. */
const preload = async (path: string): Promise<void> => {
  await Promise.all([
    pages.find((page) => page.path === path)?.Page.preload(),
    path === '' ? undefined : Notices.preload(),
  ]);
};
/** The code of the addressed page, which main.ts began to load. */
export const firstPage = preload(pageAt(location.pathname.replace(/^\/console/, ''))?.path ?? '');
const mayOpen = ({ roles, sandbox }: Page, session: Session): boolean =>
  roles.includes(session.role) && (sandbox === undefined || session.sandbox);

function Navigation({ onChoose }: { readonly onChoose?: () => void }) {
  const words = useWords();
  const { session } = useSession();
  const { pathname } = useLocation();
  const first = pageAt(pathname)?.path;
  return (
    <nav aria-label={words.mainNavigation}>
      <ul className="menu">
        {pages
          .filter((page) => mayOpen(page, session))
          .map(({ path, title, icon }) => (
            <li key={path}>
              <Link
                to={`/${path}`}
                onPointerEnter={() => void preload(path)}
                onFocus={() => void preload(path)}
                onClick={() => {
                  void preload(path);
                  onChoose?.();
                }}
                {...(path === first ? { 'aria-current': 'page' as const } : {})}
              >
                <Icon name={icon} />
                {words[title]}
              </Link>
            </li>
          ))}
      </ul>
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
      <div className="failed" role="alert">
        <h1>{words.loadFailed}</h1>
        <p>{this.state.error.message}</p>
        <Button onClick={() => this.setState({ error: null })}>{words.retry}</Button>
      </div>
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
      <span className="frame-user">{session.user}</span>
      <Button type="text" onClick={() => void signOut()}>
        {words.signOut}
      </Button>
    </div>
  );
}

export function Frame() {
  const words = useWords();
  const { session } = useSession();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const content = (
    <PageGuard key={pageAt(pathname)?.path} words={words}>
      <Routes>
        {pages
          .filter((page) => mayOpen(page, session))
          .map(({ path, Page }) => (
            <Route
              key={path}
              path={path === '' ? '/' : `/${path}/*`}
              element={
                path === '' ? (
                  <Page />
                ) : (
                  <Notices>
                    <Page />
                  </Notices>
                )
              }
            />
          ))}
        <Route path="*" element={<Navigate to="/" replace />} />
      </Routes>
    </PageGuard>
  );
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {words.skipToContent}
      </a>
      <header className="frame-head">
        <Button
          className="frame-menu"
          type="text"
          aria-label={words.mainNavigation}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          ☰
        </Button>
        <Link to="/" className="frame-brand">
          <img src="/console/mark.svg" alt="" width="28" height="28" />
          <span>{words.brand}</span>
        </Link>
        <Account />
      </header>
      <div className={`frame-side${open ? ' frame-side-open' : ''}`}>
        <Navigation onChoose={() => setOpen(false)} />
      </div>
      <main id="content" className="frame-content" tabIndex={-1}>
        {content}
      </main>
    </div>
  );
}
