// What a client needs to call this server: numbers, keys and certificates to download, secrets when they are asked for.
// Must not keep a secret longer than it is shown.
import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Descriptions, Empty, Skeleton, Space, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { saveAs } from '../shop/code-lines.ts';
import { useLanguage, useWords } from '../words/index.tsx';
import { kindName } from '../words/names.ts';

interface Account {
  readonly kind: string;
  readonly number: string;
  readonly name: string;
  readonly brands: readonly string[];
  readonly clientKeys: readonly {
    readonly serial: string;
    readonly publicKey: string;
    readonly notAfter: number | null;
    readonly revoked: boolean;
  }[];
  readonly serverKeys: readonly {
    readonly id: string;
    readonly publicKey: string;
    readonly certificate: string | null;
    readonly notAfter: number | null;
    readonly usual: boolean;
  }[];
  readonly secrets: readonly string[];
}

const pem = (text: string): Blob => new Blob([text], { type: 'application/x-pem-file' });

/** A key's name with what can be said of it and fetched. */
function KeyLine(props: {
  readonly id: string;
  readonly notAfter: number | null;
  readonly publicKey: string;
  readonly mark: ReactNode;
  readonly children?: ReactNode;
}) {
  const words = useWords();
  const { id, notAfter, publicKey, mark, children } = props;
  return (
    <Space wrap>
      <Typography.Text copyable className="long-text">
        {id}
      </Typography.Text>
      {mark}
      {notAfter !== null && (
        <span className="hint">{`${words.validUntil} ${new Date(notAfter).toLocaleDateString()}`}</span>
      )}
      <Button size="small" onClick={() => saveAs(`${id}.pub.pem`, pem(publicKey))}>
        {words.publicKey}
      </Button>
      {children}
    </Space>
  );
}

function AccountCard({ account }: { readonly account: Account }) {
  const { words, language } = useLanguage();
  const { message } = App.useApp();
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>> | null>(null);
  const reveal = async () => {
    if (secrets !== null) return setSecrets(null);
    try {
      const path = `credentials/${encodeURIComponent(account.kind)}/${encodeURIComponent(account.number)}/secrets`;
      setSecrets((await sendJson<{ secrets: Record<string, string> }>('POST', path)).secrets);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
  return (
    <Card
      size="small"
      className="block"
      title={
        <Space wrap>
          <span>{account.name || account.number}</span>
          <Mark kind="plain">{kindName(account.kind, language)}</Mark>
        </Space>
      }
      extra={
        account.secrets.length > 0 && (
          <Button size="small" onClick={() => void reveal()}>
            {secrets === null ? words.showSecrets : words.hideSecrets}
          </Button>
        )
      }
    >
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'number',
            label: words.number,
            children: <Typography.Text copyable>{account.number}</Typography.Text>,
          },
          ...(account.brands.length > 0
            ? [{ key: 'brands', label: words.brands, children: account.brands.join(', ') }]
            : []),
          ...account.clientKeys.map((key) => ({
            key: `c${key.serial}`,
            label: words.clientKey,
            children: (
              <KeyLine
                id={key.serial}
                notAfter={key.notAfter}
                publicKey={key.publicKey}
                mark={<Mark kind={key.revoked ? 'bad' : 'good'}>{key.revoked ? words.revoked : words.inForce}</Mark>}
              />
            ),
          })),
          ...account.serverKeys.map((key) => ({
            key: `s${key.id}`,
            label: words.serverKey,
            children: (
              <KeyLine
                id={key.id}
                notAfter={key.notAfter}
                publicKey={key.publicKey}
                mark={key.usual && <Mark kind="good">{words.usualKey}</Mark>}
              >
                {key.certificate !== null && (
                  <Button size="small" onClick={() => saveAs(`${key.id}.pem`, pem(key.certificate ?? ''))}>
                    {words.certificate}
                  </Button>
                )}
              </KeyLine>
            ),
          })),
          ...Object.entries(secrets ?? {}).map(([purpose, value]) => ({
            key: `p${purpose}`,
            label: purpose,
            children: (
              <Typography.Text copyable className="long-text">
                {value}
              </Typography.Text>
            ),
          })),
        ]}
      />
    </Card>
  );
}

export function Credentials() {
  const words = useWords();
  const { data, error } = useQuery({
    queryKey: ['credentials'],
    queryFn: () => getJson<{ accounts: Account[] }>('credentials'),
  });
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  if (data.accounts.length === 0) return <Empty description={words.empty} />;
  return (
    <>
      <p className="hint">{words.credentialsHint}</p>
      {data.accounts.map((account) => (
        <AccountCard key={`${account.kind} ${account.number}`} account={account} />
      ))}
    </>
  );
}
