// The sign-in page. Must not know what comes after it.
import { Button } from 'antd';
// Of the library's fields these two alone: all of them together would be a tenth of the first load.
import Input from 'antd/es/input/Input';
import Password from 'antd/es/input/Password';
import { type FormEvent, useState } from 'react';
import { ApiError } from '../api.ts';
import { type Session, signIn } from '../session.tsx';
import { useLanguage } from '../words/index.tsx';

export function SignIn({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  const { words, language, choose } = useLanguage();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      onSignedIn(await signIn(user, password));
    } catch (error) {
      setFailure(
        error instanceof ApiError && error.status === 401 ? words.signInFailed : String((error as Error).message),
      );
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="sign-in">
      <div className="sign-in-art" aria-hidden="true">
        <div className="sign-in-coupon">
          <b>8.5</b>
          <span>折</span>
        </div>
        <p>{words.slogan}</p>
      </div>
      <main className="sign-in-form">
        <img src="/console/mark.svg" alt="" width="44" height="44" />
        <h1>{words.brand}</h1>
        <form onSubmit={(event) => void submit(event)}>
          <label htmlFor="user">{words.user}</label>
          <Input
            id="user"
            autoFocus
            autoComplete="username"
            size="large"
            required
            value={user}
            onChange={(event) => setUser(event.target.value)}
          />
          <label htmlFor="password">{words.password}</label>
          <Password
            id="password"
            autoComplete="current-password"
            size="large"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          {failure !== null && (
            <p role="alert" className="sign-in-failure">
              {failure}
            </p>
          )}
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {words.signIn}
          </Button>
        </form>
        <p className="hint">{words.signInHint}</p>
        <Button
          type="link"
          onClick={() => choose(language === 'zh' ? 'en' : 'zh')}
          lang={language === 'zh' ? 'en' : 'zh-CN'}
        >
          {language === 'zh' ? 'English' : '中文'}
        </Button>
      </main>
    </div>
  );
}
