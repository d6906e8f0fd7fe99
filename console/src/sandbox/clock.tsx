// The sandbox's clock: where it stands, ahead by a step or to a time, frozen or running. Must not know what happens on the way.
import { Alert, Button, Card, Input, Progress } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { Select } from '../select.tsx';
import { type Desk, useAct, useMay } from './desk.ts';
import { useDeskWords } from './words.ts';

const minute = 60_000;
const steps = [
  ['minute', minute],
  ['hour', 60 * minute],
  ['day', 24 * 60 * minute],
  ['week', 7 * 24 * 60 * minute],
  ['month', 30 * 24 * 60 * minute],
  ['ladder', (24 * 60 + 4) * minute],
] as const;

export function ClockMark({ clock }: { readonly clock: Desk['clock'] }) {
  const own = useDeskWords();
  return (
    <span className="clock-mark">
      <time dateTime={new Date(clock.now).toISOString()}>{new Date(clock.now).toLocaleString()}</time>
      <Mark kind={clock.frozen ? 'bad' : 'good'}>{clock.frozen ? own.standing : own.running}</Mark>
    </span>
  );
}

export function Clock({ desk }: { readonly desk: Desk }) {
  const own = useDeskWords();
  const [account, setAccount] = useState('');
  const clock = desk.clocks.find((each) => each.account === account) ?? desk.clock;
  const { change } = useMay();
  const { busy, act } = useAct();
  const [time, setTime] = useState('');
  const move = (body: object) =>
    act(async () => {
      const whose = account === '' ? {} : { account };
      const { now } = await sendJson<{ now: number }>('POST', 'sandbox/clock', { ...body, ...whose });
      return `${own.moved} ${new Date(now).toLocaleString()}`;
    });
  const away = Math.abs(clock.now - Date.now()) > 5 * minute;
  return (
    <div className="desk-stack">
      <p className="hint">{own.clockHint}</p>
      <Select
        className="clock-account"
        aria-label={own.clockOf}
        value={account}
        onChange={setAccount}
        options={[
          { value: '', label: own.everybody },
          ...desk.accounts.map(({ section, number }) => ({
            value: number,
            label: `${section} · ${number}${desk.clocks.some((each) => each.account === number) ? ` · ${own.ownClock}` : ''}`,
          })),
        ]}
      />
      <Card>
        <time className="clock-face" dateTime={new Date(clock.now).toISOString()}>
          {new Date(clock.now).toLocaleString()}
        </time>
        <div className="bar no-gap">
          <Mark kind={clock.frozen ? 'bad' : 'good'}>{clock.frozen ? own.standing : own.running}</Mark>
          {change && (
            <Button size="small" disabled={busy} onClick={() => void move({ freeze: !clock.frozen })}>
              {clock.frozen ? own.run : own.freeze}
            </Button>
          )}
        </div>
        {busy && (
          <div role="status">
            <Progress percent={100} status="active" showInfo={false} size="small" />
            <span className="hint">{own.moving}</span>
          </div>
        )}
      </Card>
      {away && <Alert type="warning" showIcon title={own.clockFar} />}
      {change && (
        <Card size="small" title={own.advance}>
          <div className="bar no-gap">
            {steps.map(([name, advanceMs]) => (
              <Button key={name} disabled={busy} onClick={() => void move({ advanceMs })}>
                + {own[name]}
              </Button>
            ))}
          </div>
        </Card>
      )}
      {change && (
        <Card size="small" title={own.setTo}>
          <form
            className="bar no-gap"
            onSubmit={(event) => {
              event.preventDefault();
              void move({ setTo: new Date(time).toISOString() });
            }}
          >
            <Input
              className="clock-input"
              type="datetime-local"
              aria-label={own.setTo}
              value={time}
              onChange={(event) => setTime(event.target.value)}
            />
            <Button htmlType="submit" type="primary" disabled={busy || time === ''}>
              {own.jump}
            </Button>
          </form>
        </Card>
      )}
    </div>
  );
}
