// The steps of a campaign in one line, each with its state; a step leads to its card. Must not know what a step makes.
import { useWords } from '../words/index.tsx';
import { type Campaign, type StepName, stepOf } from './campaign.ts';
import { stepTitles } from './step-card.tsx';

const order: readonly StepName[] = ['cutout', 'crops', 'background', 'poster', 'coupon'];
const signs = { waiting: '', running: '', done: '✓', failed: '!' } as const;

export function Pipeline({ campaign }: { readonly campaign: Campaign }) {
  const words = useWords();
  const names = { waiting: words.waiting, running: words.running, done: words.done, failed: words.failed };
  return (
    <ol className="pipeline">
      {order.map((name, index) => {
        const { state } = stepOf(campaign, name);
        return (
          <li key={name} className={`pipeline-${state}`}>
            <button
              type="button"
              onClick={() =>
                document.getElementById(`step-${name}`)?.scrollIntoView({ behavior: 'smooth', block: 'start' })
              }
            >
              <span className="pipeline-sign" role="img" aria-label={names[state]}>
                {signs[state] || index + 1}
              </span>
              <span>{words[stepTitles[name]]}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
