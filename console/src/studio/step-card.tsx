// The frame of one step of a campaign: its name, state, tools and failure; and the way to order it anew.
// Must not know what a step makes.
import { Alert, App, Card, Space } from 'antd';
import type { ReactNode } from 'react';
import { Mark } from '../mark.tsx';
import { useWords, type Words } from '../words/index.tsx';
import { orderStep, type Settings, type Step, type StepName } from './campaign.ts';
import { failureText } from './failures.ts';

export const stepTitles: Readonly<Record<StepName, keyof Words>> = {
  cutout: 'stepCutout',
  crops: 'stepCrops',
  background: 'stepBackground',
  poster: 'stepPoster',
  coupon: 'stepCoupon',
};
export function StepCard(props: { readonly step: Step; readonly children: ReactNode; readonly tools?: ReactNode }) {
  const words = useWords();
  const { step } = props;
  const kinds = { waiting: 'plain', running: 'busy', done: 'good', failed: 'bad' } as const;
  const names = { waiting: words.waiting, running: words.running, done: words.done, failed: words.failed };
  return (
    <Card
      id={`step-${step.name}`}
      title={words[stepTitles[step.name]]}
      extra={
        <Space wrap>
          {props.tools}
          <Mark kind={kinds[step.state]}>{names[step.state]}</Mark>
        </Space>
      }
      className={`step step-${step.state}`}
    >
      {step.state === 'failed' && (
        <Alert type="error" showIcon title={failureText(step.error ?? '', words)} className="step-alert" />
      )}
      {props.children}
    </Card>
  );
}

export function useOrder(id: string) {
  const { message } = App.useApp();
  return async <N extends StepName>(name: N, settings: Settings[N]): Promise<void> => {
    try {
      await orderStep(id, name, settings);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
}
