// The steps that cut: the product out of its photo, with a brush to mend it; and windows out of the photo by a focal point.
// Must not know how either is done.
import { Button, Skeleton } from 'antd';
import { useState } from 'react';
import { useWords } from '../words/index.tsx';
import { MatteBrush } from './brush.tsx';
import { type Campaign, sendRepairedCutout, stepOf } from './campaign.ts';
import { Compare } from './compare.tsx';
import { StepCard, useOrder } from './step-card.tsx';

export function CutoutStep({ campaign }: { readonly campaign: Campaign }) {
  const words = useWords();
  const order = useOrder(campaign.id);
  const step = stepOf(campaign, 'cutout');
  const [repairing, setRepairing] = useState(false);
  const [picture, inPlace] = step.pictures;
  return (
    <StepCard
      step={step}
      tools={
        picture && (
          <>
            <Button size="small" onClick={() => setRepairing(!repairing)}>
              {words.repairCutout}
            </Button>
            <Button size="small" onClick={() => void order('cutout', {})}>
              {words.again}
            </Button>
            <Button size="small" href={picture.url} download>
              {words.download}
            </Button>
          </>
        )
      }
    >
      {picture === undefined ? (
        <Skeleton.Node active className="step-blank" />
      ) : repairing ? (
        <MatteBrush
          cutout={picture.url}
          onCancel={() => setRepairing(false)}
          onDone={async (png) => {
            await sendRepairedCutout(campaign.id, png);
            setRepairing(false);
          }}
        />
      ) : inPlace === undefined ? (
        <img className="checker whole-picture" src={picture.url} alt={words.stepCutout} />
      ) : (
        <Compare
          before={campaign.photo.url}
          after={inPlace.url}
          label={words.beforeAfter}
          ratio={campaign.photo.width / campaign.photo.height}
        />
      )}
      {typeof step.facts.confidence === 'number' && (
        <p className="hint">
          {words.confidence} {Math.round(step.facts.confidence * 100)} %
        </p>
      )}
    </StepCard>
  );
}

const ratioNames = (ratio: number): string =>
  ({ '1': '1 : 1', '2.35': '2.35 : 1', '0.75': '3 : 4', '1.7778': '16 : 9', '0.5625': '9 : 16' })[
    String(Number(ratio.toFixed(4)))
  ] ?? ratio.toFixed(2);

export function CropStep({ campaign }: { readonly campaign: Campaign }) {
  const words = useWords();
  const order = useOrder(campaign.id);
  const step = stepOf(campaign, 'crops');
  const { focus, ratios } = step.settings;
  return (
    <StepCard
      step={step}
      tools={
        focus && (
          <Button size="small" onClick={() => void order('crops', { ratios })}>
            {words.automaticFocus}
          </Button>
        )
      }
    >
      <div className="crops">
        <figure>
          <button
            type="button"
            className="focus"
            aria-label={words.setFocus}
            onClick={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              const x = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
              const y = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
              void order('crops', {
                ratios,
                focus: { x: event.detail === 0 ? 0.5 : x, y: event.detail === 0 ? 0.5 : y },
              });
            }}
          >
            <img src={campaign.photo.url} alt="" />
            {focus && (
              <span
                className="focus-point"
                ref={(point) => {
                  point?.style.setProperty('left', `${focus.x * 100}%`);
                  point?.style.setProperty('top', `${focus.y * 100}%`);
                }}
              />
            )}
          </button>
          <figcaption>{words.setFocus}</figcaption>
        </figure>
        {step.pictures.map((picture) => (
          <figure key={picture.id}>
            <a href={picture.url} download>
              <img src={picture.url} alt={ratioNames(Number(picture.role))} />
            </a>
            <figcaption>{ratioNames(Number(picture.role))}</figcaption>
          </figure>
        ))}
      </div>
    </StepCard>
  );
}
