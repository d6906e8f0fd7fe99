// The sign-in page. Must not know what comes after it.
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { ApiError } from '../api.ts';
import { type Session, signIn } from '../session.tsx';
import { useLanguage } from '../words/index.tsx';

export function SignIn({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) {
  const { words, language, choose } = useLanguage();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async ({ user, password }: { user: string; password: string }) => {
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
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <Form.Item name="user" label={words.user} rules={[{ required: true, message: words.required }]}>
            <Input autoFocus autoComplete="username" size="large" />
          </Form.Item>
          <Form.Item name="password" label={words.password} rules={[{ required: true, message: words.required }]}>
            <Input.Password autoComplete="current-password" size="large" />
          </Form.Item>
          {failure !== null && <Alert type="error" title={failure} showIcon className="sign-in-failure" />}
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            {words.signIn}
          </Button>
        </Form>
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
