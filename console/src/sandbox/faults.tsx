// Rules of faults in one place: what there is, a form for one more, clear. Must not know what a vendor's code means.

import { useQuery } from '@tanstack/react-query';
import { Button, Card, InputNumber, Segmented, Table } from 'antd';
import { type FormEvent, useState } from 'react';
import { getJson, sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { AutoComplete, Select } from '../select.tsx';
import { useWords } from '../words/index.tsx';
import { accountChoices, type Desk, type DeskRoom, type Rule, useAct, useMay } from './desk.ts';
import { useDeskWords } from './words.ts';

const ofRequests = ['latency', 'status', 'reset', 'half-body', 'answer', 'error', 'signature-probe', 'rotate-key'];
const ofCallbacks = ['duplicate', 'reorder', 'latency', 'signature-probe'];
const withNumber: Readonly<Record<string, number>> = { latency: 1_000, status: 503 };

/** Rooms a route, or its beginning and `*`, can mean. */
function roomsOf(rooms: readonly DeskRoom[], where: string): readonly DeskRoom[] {
  const start = where.endsWith('*') ? where.slice(0, -1) : null;
  return rooms.filter(({ routes }) =>
    routes.some(({ path }) => (start === null ? path === where : path.startsWith(start))),
  );
}

function Field({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child, named by aria-label besides
    <label className="desk-field">
      <span>{label}</span>
      {children}
    </label>
  );
}

function NewRule({ desk }: { readonly desk: Desk }) {
  const own = useDeskWords();
  const { busy, act } = useAct();
  const [target, setTarget] = useState<'route' | 'callback'>('route');
  const [where, setWhere] = useState('*');
  const [method, setMethod] = useState<string | undefined>(undefined);
  const [account, setAccount] = useState<string | undefined>(undefined);
  const [kind, setKind] = useState('latency');
  const [value, setValue] = useState<string | number | null>(1_000);
  const [times, setTimes] = useState<number | null>(1);

  const meant = target === 'route' ? roomsOf(desk.rooms, where) : [];
  const answers = [...new Set(meant.flatMap((room) => room.answers))];
  const possible =
    target === 'callback'
      ? ofCallbacks
      : ofRequests.filter(
          (each) =>
            (each !== 'signature-probe' || meant.some(({ probes }) => probes)) &&
            (each !== 'rotate-key' || meant.some(({ rotatesKeys }) => rotatesKeys)) &&
            (each !== 'answer' || answers.length > 0),
        );
  const choose = (next: string) => {
    setKind(next);
    setValue(withNumber[next] ?? (next === 'answer' ? (answers[0] ?? null) : next === 'error' ? 'RATE_LIMITED' : null));
  };
  const chosen = possible.includes(kind) ? kind : (possible[0] ?? 'latency');
  const places =
    target === 'callback'
      ? ['*', ...desk.receivers.flatMap(({ url }) => url ?? [])].map((each) => ({ value: each }))
      : [
          { value: '*' },
          ...desk.rooms.map(({ name, routes }) => ({
            label: name,
            options: [...new Set(routes.map(({ path }) => path))].map((path) => ({ value: path })),
          })),
        ];
  const add = (event: FormEvent) => {
    event.preventDefault();
    void act(() =>
      sendJson('POST', 'sandbox/faults', {
        [target]: where.trim(),
        ...(target === 'route' && method ? { method } : {}),
        ...(target === 'route' && account ? { account } : {}),
        fault: value === null ? chosen : `${chosen}=${value}`,
        ...(times === null ? {} : { times }),
      }),
    );
  };
  return (
    <Card size="small" title={own.addRule}>
      <form className="desk-form" onSubmit={add}>
        <Segmented<'route' | 'callback'>
          value={target}
          onChange={(next) => {
            setTarget(next);
            setWhere('*');
            const first = next === 'callback' ? 'duplicate' : 'latency';
            setKind(first);
            setValue(withNumber[first] ?? null);
          }}
          options={[
            { value: 'route', label: own.requests },
            { value: 'callback', label: own.callbacks },
          ]}
        />
        <div className="desk-fields">
          <Field label={target === 'route' ? own.where : own.receiver}>
            <AutoComplete
              aria-label={target === 'route' ? own.where : own.receiver}
              value={where}
              onChange={setWhere}
              placeholder={own.whereHint}
              options={places}
              showSearch={{
                filterOption: (typed, option) =>
                  where === '*' || String((option as { value?: string }).value ?? '').includes(typed.replace('*', '')),
              }}
            />
          </Field>
          {target === 'route' && (
            <>
              <Field label={own.method}>
                <Select
                  aria-label={own.method}
                  allowClear
                  placeholder={own.everyMethod}
                  value={method}
                  onChange={setMethod}
                  options={['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].map((each) => ({ value: each }))}
                />
              </Field>
              <Field label={own.account}>
                <Select
                  aria-label={own.account}
                  allowClear
                  placeholder={own.everyAccount}
                  value={account}
                  onChange={setAccount}
                  options={accountChoices(desk.accounts)}
                />
              </Field>
            </>
          )}
          <Field label={own.fault}>
            <Select
              aria-label={own.fault}
              value={chosen}
              onChange={choose}
              options={possible.map((each) => ({ value: each, label: own.nameOf(each) }))}
            />
          </Field>
          {chosen in withNumber && (
            <Field label={chosen === 'latency' ? own.milliseconds : own.statusCode}>
              <InputNumber
                aria-label={chosen === 'latency' ? own.milliseconds : own.statusCode}
                min={chosen === 'latency' ? 0 : 400}
                max={chosen === 'latency' ? 60_000 : 599}
                value={Number(value)}
                onChange={setValue}
              />
            </Field>
          )}
          {(chosen === 'answer' || chosen === 'error') && (
            <Field label={chosen === 'answer' ? own.answerName : own.errorCode}>
              <Select
                aria-label={chosen === 'answer' ? own.answerName : own.errorCode}
                showSearch
                value={value}
                onChange={setValue}
                options={(chosen === 'answer' ? answers : desk.errors).map((each) => ({ value: each }))}
              />
            </Field>
          )}
          <Field label={own.times}>
            <InputNumber aria-label={own.times} min={1} placeholder={own.always} value={times} onChange={setTimes} />
          </Field>
        </div>
        <Button htmlType="submit" type="primary" loading={busy}>
          {own.addRule}
        </Button>
      </form>
    </Card>
  );
}

export function Faults({ desk }: { readonly desk: Desk }) {
  const words = useWords();
  const own = useDeskWords();
  const { change } = useMay();
  const { busy, act } = useAct();
  const { data, error } = useQuery({
    queryKey: ['sandbox', 'faults'],
    queryFn: () => getJson<{ faults: Rule[] }>('sandbox/faults'),
    refetchInterval: 2_000,
  });
  if (error) throw error;
  const rules = data?.faults ?? [];
  const remove = (path: string) => act(() => sendJson('DELETE', path));
  const read = (fault: string): string => {
    const [kind = '', value] = fault.split('=', 2);
    return value === undefined ? own.nameOf(kind) : `${own.nameOf(kind)} · ${value}${kind === 'latency' ? ' ms' : ''}`;
  };
  return (
    <div className="desk-stack">
      <p className="hint">{own.faultsHint}</p>
      <Card
        size="small"
        title={own.faults}
        extra={
          change && (
            <Button
              size="small"
              danger
              disabled={busy || rules.length === 0}
              onClick={() => void remove('sandbox/faults')}
            >
              {own.clearAll}
            </Button>
          )
        }
      >
        <Table<Rule>
          size="small"
          rowKey="id"
          className="desk-table"
          pagination={false}
          loading={data === undefined}
          locale={{ emptyText: own.noRules }}
          dataSource={rules}
          columns={[
            {
              title: own.where,
              render: (_, { route, callback, method, account }) => (
                <>
                  {callback !== undefined && <Mark kind="plain">{own.callbacks}</Mark>} {method}{' '}
                  <code className="long-text">{route ?? callback}</code>
                  {account !== undefined && <div className="hint long-text">{`${own.account} ${account}`}</div>}
                </>
              ),
            },
            { title: own.fault, render: (_, { fault }) => read(fault) },
            { title: own.left, width: 92, render: (_, { left }) => left ?? own.always },
            ...(change
              ? [
                  {
                    title: '',
                    width: 90,
                    render: (_: unknown, { id }: Rule) => (
                      <Button size="small" disabled={busy} onClick={() => void remove(`sandbox/faults/${id}`)}>
                        {words.remove}
                      </Button>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Card>
      {change && <NewRule desk={desk} />}
    </div>
  );
}
