// Saved states of the sandbox or of one account: save, load, branch, download, upload, delete, and back to a first start.
// Must not know what a state holds.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Card, Checkbox, Input, Popconfirm, Table, Typography } from 'antd';
import { useRef, useState } from 'react';
import { call, getJson, sendJson } from '../api.ts';
import { Select } from '../select.tsx';
import { saveAs } from '../shop/code-lines.ts';
import { sizeOf } from '../standing.ts';
import { useWords } from '../words/index.tsx';
import { accountChoices, type DemoAccount, type Desk, type Snapshot, useAct, useMay } from './desk.ts';
import { useDeskWords } from './words.ts';

const pathOf = (name: string): string => `sandbox/snapshots/${encodeURIComponent(name)}`;
const nameOfFile = (file: File): string => file.name.replace(/\.snapshot$/, '');

function AccountSelect({
  accounts,
  label,
  ...props
}: {
  readonly accounts: readonly DemoAccount[];
  readonly label: string;
  readonly value: string | undefined;
  readonly onChange: (number: string | undefined) => void;
  readonly placeholder: string;
  readonly allowClear?: boolean;
}) {
  return <Select className="card-choice" aria-label={label} {...props} options={accountChoices(accounts)} />;
}

function Actions({ snapshot: { name, account } }: { readonly snapshot: Snapshot }) {
  const words = useWords();
  const own = useDeskWords();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const { change, own: owner } = useMay();
  const { busy, act } = useAct();
  if (!change || !owner) return null;
  const load = () =>
    act(async () => {
      await sendJson('POST', `${pathOf(name)}/load`);
      await client.invalidateQueries();
      return `${own.loaded} ${name}`;
    });
  const download = () =>
    act(async () => saveAs(`${name}.snapshot`, await (await call('POST', `${pathOf(name)}/file`)).blob()));
  const branch = () => {
    // The name of a folder, or the number of an account, which may be left to the server.
    let wanted = account === null ? name.replace(/[^\w-]/g, '-') : '';
    modal.confirm({
      title: `${own.branch} · ${name}`,
      content: (
        <>
          <p className="hint">{account === null ? own.branchHint : own.branchAccountHint}</p>
          <Input
            aria-label={account === null ? own.folder : own.newNumber}
            placeholder={account === null ? own.folder : own.newNumber}
            defaultValue={wanted}
            maxLength={80}
            onChange={(event) => {
              wanted = event.target.value.trim();
            }}
          />
        </>
      ),
      onOk: () =>
        act(async () => {
          const body = account === null ? { folder: wanted } : wanted === '' ? {} : { as: wanted };
          const made = await sendJson<{ command: string } | { credentials: object }>(
            'POST',
            `${pathOf(name)}/branch`,
            body,
          );
          modal.success({
            title: account === null ? own.branched : own.branchedAccount,
            content: (
              <Typography.Text code copyable className="long-text">
                {'command' in made ? made.command : JSON.stringify(made.credentials, null, 2)}
              </Typography.Text>
            ),
          });
        }),
    });
  };
  return (
    <div className="bar no-gap desk-actions">
      <Popconfirm
        title={account === null ? own.loadAsk : `${own.loadAccountAsk} ${account}`}
        okText={own.load}
        onConfirm={() => void load()}
      >
        <Button size="small" type="primary" loading={busy}>
          {own.load}
        </Button>
      </Popconfirm>
      <Button size="small" disabled={busy} onClick={branch}>
        {own.branch}
      </Button>
      <Button size="small" disabled={busy} onClick={() => void download()}>
        {own.download}
      </Button>
      <Popconfirm
        title={own.deleteAsk}
        okText={words.remove}
        onConfirm={() => void act(() => sendJson('DELETE', pathOf(name)))}
      >
        <Button size="small" danger disabled={busy}>
          {words.remove}
        </Button>
      </Popconfirm>
    </div>
  );
}

function ResetOne({ accounts }: { readonly accounts: readonly DemoAccount[] }) {
  const own = useDeskWords();
  const client = useQueryClient();
  const { busy, act } = useAct();
  const [number, setNumber] = useState<string | undefined>(undefined);
  const reset = (account: string) =>
    act(async () => {
      await sendJson('POST', `sandbox/accounts/${encodeURIComponent(account)}/reset`);
      await client.invalidateQueries();
      return `${account}: ${own.resetDone}`;
    });
  return (
    <Card size="small" title={own.resetOne}>
      <div className="bar no-gap">
        <AccountSelect
          accounts={accounts}
          label={own.account}
          placeholder={own.account}
          value={number}
          onChange={setNumber}
        />
        <Popconfirm
          title={own.resetOneAsk}
          okText={own.resetOne}
          onConfirm={() => number !== undefined && void reset(number)}
        >
          <Button danger disabled={busy || number === undefined}>
            {own.resetOne}
          </Button>
        </Popconfirm>
      </div>
    </Card>
  );
}

export function Snapshots({ desk }: { readonly desk: Desk }) {
  const own = useDeskWords();
  const client = useQueryClient();
  const { change, own: owner } = useMay();
  const { busy, act } = useAct();
  const [name, setName] = useState('');
  const [replace, setReplace] = useState(false);
  const [account, setAccount] = useState<string | undefined>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const { data, error } = useQuery({
    queryKey: ['sandbox', 'snapshots'],
    queryFn: () => getJson<{ snapshots: Snapshot[] }>('sandbox/snapshots'),
  });
  if (error) throw error;
  const save = () =>
    act(async () => {
      await sendJson('POST', 'sandbox/snapshots', { name: name.trim(), replace, account });
      setName('');
    });
  const take = (file: File) =>
    act(async () => {
      const path = `${pathOf(nameOfFile(file))}/file`;
      await call('PUT', path, { query: { replace }, body: new Blob([file], { type: 'application/x-tar' }) });
      return `${nameOfFile(file)}: ${own.uploaded}`;
    });
  const reset = () =>
    act(async () => {
      await sendJson('POST', 'sandbox/reset');
      await client.invalidateQueries();
      return own.resetDone;
    });
  return (
    <div className="desk-stack">
      <p className="hint">{own.snapshotsHint}</p>
      {change && (
        <Card size="small">
          <form
            className="bar no-gap"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <Input
              aria-label={own.name}
              placeholder={own.name}
              maxLength={80}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <AccountSelect
              accounts={desk.accounts}
              label={own.whatToSave}
              placeholder={own.wholeSandbox}
              allowClear
              value={account}
              onChange={setAccount}
            />
            <Button htmlType="submit" type="primary" loading={busy} disabled={name.trim() === ''}>
              {own.saveState}
            </Button>
            <Checkbox checked={replace} onChange={(event) => setReplace(event.target.checked)}>
              {own.replace}
            </Checkbox>
          </form>
        </Card>
      )}
      <Card
        size="small"
        title={own.snapshots}
        extra={
          owner && (
            <div className="bar no-gap">
              <input
                ref={picker}
                type="file"
                hidden
                accept=".snapshot"
                aria-label={own.uploadFile}
                onChange={(event) => {
                  const file = event.target.files?.[0];
                  if (file) void take(file);
                  event.target.value = '';
                }}
              />
              <Button size="small" disabled={busy} onClick={() => picker.current?.click()}>
                {own.uploadFile}
              </Button>
              <Popconfirm title={own.resetAsk} okText={own.resetAll} onConfirm={() => void reset()}>
                <Button size="small" danger disabled={busy}>
                  {own.resetAll}
                </Button>
              </Popconfirm>
            </div>
          )
        }
      >
        <Table<Snapshot>
          size="small"
          rowKey="name"
          className="wide-table"
          pagination={false}
          loading={data === undefined}
          locale={{ emptyText: own.noSnapshots }}
          dataSource={data?.snapshots ?? []}
          columns={[
            { title: own.name, dataIndex: 'name', ellipsis: true },
            { title: own.account, width: 180, ellipsis: true, render: (_, each) => each.account ?? own.wholeSandbox },
            { title: own.savedAt, width: 190, render: (_, { savedAt }) => new Date(savedAt).toLocaleString() },
            { title: own.size, width: 100, render: (_, { bytes }) => sizeOf(bytes) },
            { title: own.version, width: 90, dataIndex: 'version' },
            { title: '', width: 330, render: (_, each) => <Actions snapshot={each} /> },
          ]}
        />
      </Card>
      {owner && <ResetOne accounts={desk.accounts} />}
    </div>
  );
}
