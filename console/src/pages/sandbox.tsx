// What only a sandbox has: faults on purpose, a clock to be moved, snapshots, what the program has met, forged callbacks.
// Must not know a protocol: the rooms say what can go wrong.
import { Alert, Skeleton, Tabs } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { ApiError } from '../api.ts';
import { Clock, ClockMark } from '../sandbox/clock.tsx';
import { Coverage } from '../sandbox/coverage.tsx';
import { useDesk } from '../sandbox/desk.ts';
import { Faults } from '../sandbox/faults.tsx';
import { Forgeries } from '../sandbox/forgeries.tsx';
import '../sandbox/sandbox.css';
import { Snapshots } from '../sandbox/snapshots.tsx';
import { useDeskWords } from '../sandbox/words.ts';
import { useWords } from '../words/index.tsx';

const tabs = ['faults', 'clock', 'snapshots', 'coverage', 'forgeries'] as const;

export default function Sandbox() {
  const words = useWords();
  const own = useDeskWords();
  const go = useNavigate();
  const { '*': place } = useParams();
  const shown = tabs.find((each) => each === place) ?? 'faults';
  const { data, error } = useDesk();
  if (error instanceof ApiError && error.status === 404) {
    return <Alert type="info" showIcon title={own.noSandbox} />;
  }
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  const content = {
    faults: <Faults desk={data} />,
    clock: <Clock desk={data} />,
    snapshots: <Snapshots desk={data} />,
    coverage: <Coverage />,
    forgeries: <Forgeries desk={data} />,
  };
  return (
    <section>
      <div className="page-head">
        <h1>{words.sandbox}</h1>
        <ClockMark clock={data.clock} />
      </div>
      <p className="hint">{own.hint}</p>
      <Tabs
        destroyOnHidden
        activeKey={shown}
        onChange={(key) => void go(`/sandbox/${key}`)}
        items={tabs.map((key) => ({ key, label: own[key], children: content[key] }))}
      />
    </section>
  );
}
