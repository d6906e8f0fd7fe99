// Which rate limits hold, what each set means, and the owner's choice between them. Must not know how limits are kept.
import { useQueryClient } from '@tanstack/react-query';
import { Alert, App, Card, Radio, Skeleton } from 'antd';
import { sendJson } from '../api.ts';
import { Mark } from '../mark.tsx';
import { useSession } from '../session.tsx';
import { useStanding } from '../standing.ts';
import { useWords } from '../words/index.tsx';

const profiles = ['off', 'seed', 'official'] as const;

export function Limits() {
  const words = useWords();
  const { message } = App.useApp();
  const { session } = useSession();
  const client = useQueryClient();
  const { data, error } = useStanding();
  if (error) throw error;
  if (data === undefined) return <Skeleton active />;
  const told = {
    off: [words.limitsOff, words.limitsOffHint],
    seed: [words.limitsSeed, words.limitsSeedHint],
    official: [words.limitsOfficial, words.limitsOfficialHint],
  } as const;
  const choose = async (profile: string) => {
    try {
      await sendJson('PUT', 'limits', { profile });
      message.success(words.saved);
    } catch (failure) {
      message.error((failure as Error).message);
    }
    await client.invalidateQueries({ queryKey: ['operations'] });
  };
  const mayChoose = session.role === 'owner' && !data.limitsFixed;
  return (
    <Card title={words.limits}>
      <p className="hint no-gap">{words.limitsHint}</p>
      {data.limitsFixed && <Alert className="block" type="info" showIcon title={words.limitsFixed} />}
      <Radio.Group
        className="limit-choices block"
        aria-label={words.limits}
        value={data.limits}
        disabled={!mayChoose}
        onChange={(event) => void choose(String(event.target.value))}
        options={profiles.map((value) => ({
          value,
          className: 'limit-choice',
          label: (
            <span>
              <b>{told[value][0]}</b> <Mark kind={value === data.limits ? 'good' : 'plain'}>{value}</Mark>
              <span className="hint limit-hint">{told[value][1]}</span>
            </span>
          ),
        }))}
      />
    </Card>
  );
}
