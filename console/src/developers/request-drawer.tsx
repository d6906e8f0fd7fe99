// One request, whole: what came, what was answered, and why the signature did not fit. Must not list requests.
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Skeleton, Space, Tabs } from 'antd';
import { useState } from 'react';
import { getJson } from '../api.ts';
import { Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';
import { Doctor } from './doctor.tsx';
import { codeFor, type Dialect, dialectNames, dialects } from './sdk-code.ts';
import { asRaw, type Diagnosis, type Entry, pretty } from './traffic.ts';

function Code({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="code" tabIndex={0} aria-label={label}>
      {text === '' ? '∅' : text}
    </section>
  );
}

export function RequestDrawer({ id, onClose }: { readonly id: number | null; readonly onClose: () => void }) {
  const words = useWords();
  const { message } = App.useApp();
  const entry = useQuery({
    queryKey: ['request', id],
    queryFn: () => getJson<Entry>(`requests/${id}`),
    enabled: id !== null,
  });
  const doctor = useQuery({
    queryKey: ['diagnosis', id],
    queryFn: () => getJson<{ diagnosis: Diagnosis | null; altered?: boolean }>(`requests/${id}/diagnosis`),
    enabled: id !== null,
  });
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      message.success(words.copied);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  const [dialect, setDialect] = useState<Dialect>('axios');
  const { data } = entry;
  const diagnosis = doctor.data?.diagnosis;
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      size={760}
      title={data ? `${data.method} ${data.target.split('?')[0]}` : words.request}
      extra={
        data && (
          <Space>
            <Button onClick={() => void copy(codeFor('curl', data, location.origin))}>{words.copyCurl}</Button>
            <Button onClick={() => void copy(asRaw(data))}>{words.copyRaw}</Button>
          </Space>
        )
      }
    >
      {entry.error && <Alert type="error" title={entry.error.message} />}
      {data === undefined ? (
        <Skeleton active />
      ) : (
        <>
          <p className="hint">
            {`${data.room} · HTTP ${data.status} · ${data.durationMs.toFixed(1)} ms · ${new Date(data.at).toLocaleString()}`}
            {data.altered && ` · ${words.masked}`}
          </p>
          <Tabs
            items={[
              ...(doctor.isPending || diagnosis || doctor.data?.altered
                ? [
                    {
                      key: 'doctor',
                      label: words.doctor,
                      children: diagnosis ? (
                        <Doctor diagnosis={diagnosis} />
                      ) : doctor.isPending ? (
                        <Skeleton active />
                      ) : (
                        <Alert type="info" title={words.pasteInstead} />
                      ),
                    },
                  ]
                : []),
              {
                key: 'request',
                label: words.request,
                children: (
                  <>
                    <Code
                      label={words.headers}
                      text={`${data.method} ${data.target}\n${data.headers.map(([name, value]) => `${name}: ${value}`).join('\n')}`}
                    />
                    <h2>{`${words.body} · ${data.requestBytes} B`}</h2>
                    <Code label={words.body} text={data.body} />
                  </>
                ),
              },
              {
                key: 'code',
                label: words.asCode,
                children: (
                  <>
                    <div className="bar">
                      <Select
                        aria-label={words.asCode}
                        className="dialect"
                        value={dialect}
                        onChange={setDialect}
                        options={dialects.map((value) => ({ value, label: dialectNames[value] }))}
                      />
                      <Button type="primary" onClick={() => void copy(codeFor(dialect, data, location.origin))}>
                        {words.copy}
                      </Button>
                    </div>
                    <Code label={words.asCode} text={codeFor(dialect, data, location.origin)} />
                    <p className="hint">{words.codeSecrets}</p>
                  </>
                ),
              },
              {
                key: 'answer',
                label: words.answer,
                children: <Code label={words.answer} text={pretty(data.answer)} />,
              },
            ]}
          />
        </>
      )}
    </Drawer>
  );
}
