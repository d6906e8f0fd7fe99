// One campaign: its steps as a live pipeline, each with its result, its settings and a way to do it again.
// Must not know how a step is done.
import { Alert, App, Breadcrumb, Button, Card, Input, Skeleton, Slider, Space, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import { Mark } from '../mark.tsx';
import { type Language, useLanguage, useWords, type Words } from '../words/index.tsx';
import { MatteBrush } from './brush.tsx';
import {
  type Campaign,
  orderStep,
  renameCampaign,
  type Settings,
  type Step,
  type StepName,
  sendRepairedCutout,
  stepOf,
  useCampaign,
} from './campaign.ts';
import { Compare } from './compare.tsx';
import { CouponForm } from './coupon-form.tsx';
import { styles } from './styles.ts';

const stepTitles: Readonly<Record<StepName, keyof Words>> = {
  cutout: 'stepCutout',
  crops: 'stepCrops',
  background: 'stepBackground',
  poster: 'stepPoster',
  coupon: 'stepCoupon',
};
const order: readonly StepName[] = ['cutout', 'crops', 'background', 'poster', 'coupon'];
const status = { waiting: 'wait', running: 'process', done: 'finish', failed: 'error' } as const;

function reasonOf(step: Step, words: Words): string {
  const known: Readonly<Record<string, string>> = {
    NO_SUBJECT: words.failNoSubject,
    BAD_IMAGE: words.failBadImage,
    FORBIDDEN: words.failRefused,
    UNAVAILABLE: words.failUnavailable,
  };
  return known[step.error ?? ''] ?? `${words.failOther} (${step.error ?? ''})`;
}

function StepCard(props: { readonly step: Step; readonly children: ReactNode; readonly tools?: ReactNode }) {
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
      {step.state === 'failed' && <Alert type="error" showIcon title={reasonOf(step, words)} className="step-alert" />}
      {props.children}
    </Card>
  );
}

function useOrder(id: string) {
  const { message } = App.useApp();
  return async <N extends StepName>(name: N, settings: Settings[N]): Promise<void> => {
    try {
      await orderStep(id, name, settings);
    } catch (error) {
      message.error((error as Error).message);
    }
  };
}

function CutoutStep({ campaign }: { readonly campaign: Campaign }) {
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

function CropStep({ campaign }: { readonly campaign: Campaign }) {
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

function BackgroundStep({ campaign, language }: { readonly campaign: Campaign; readonly language: Language }) {
  const words = useWords();
  const order = useOrder(campaign.id);
  const step = stepOf(campaign, 'background');
  const [prompt, setPrompt] = useState(step.settings.prompt);
  const [picture] = step.pictures;
  const redo = (some: Partial<Settings['background']>) => order('background', { ...step.settings, prompt, ...some });
  return (
    <StepCard
      step={step}
      tools={
        <Button size="small" onClick={() => void redo({ seed: (step.settings.seed + 7919) % 2_147_483_647 })}>
          {words.anotherOne}
        </Button>
      }
    >
      <div className="background">
        <div className="background-picture">
          {picture ? (
            <img src={picture.url} alt={step.settings.prompt} />
          ) : (
            <Skeleton.Node active className="step-blank" />
          )}
        </div>
        <div className="background-form">
          <Input.TextArea
            aria-label={words.prompt}
            value={prompt}
            maxLength={100}
            showCount
            rows={3}
            onChange={(event) => setPrompt(event.target.value)}
          />
          <Button type="primary" disabled={prompt.trim() === ''} onClick={() => void redo({})}>
            {words.paint}
          </Button>
          <fieldset className="styles">
            <legend>{words.paintStyle}</legend>
            {styles.map((style) => (
              <button
                key={style.name}
                type="button"
                aria-pressed={style.name === step.settings.style}
                className="style"
                onClick={() => void redo({ style: style.name })}
              >
                <img loading="lazy" src={style.thumbnail} alt="" />
                <span>{language === 'zh' ? style.name : style.english}</span>
              </button>
            ))}
          </fieldset>
        </div>
      </div>
    </StepCard>
  );
}

function PosterStep({ campaign }: { readonly campaign: Campaign }) {
  const words = useWords();
  const order = useOrder(campaign.id);
  const step = stepOf(campaign, 'poster');
  const [picture] = step.pictures;
  const { scale, shiftX, shiftY } = step.settings;
  const redo = (some: Partial<Settings['poster']>) => void order('poster', { scale, shiftX, shiftY, ...some });
  return (
    <StepCard
      step={step}
      tools={
        picture && (
          <>
            <Link
              to={`/coupons?new=1&picture=${encodeURIComponent(picture.url)}&brand=${encodeURIComponent(stepOf(campaign, 'coupon').settings.brandName)}&title=${encodeURIComponent(String(stepOf(campaign, 'coupon').facts.headline ?? ''))}`}
            >
              {words.makeCardFrom}
            </Link>
            <Button size="small" href={picture.url} download>
              {words.download}
            </Button>
          </>
        )
      }
    >
      <div className="background">
        <div className="background-picture">
          {picture ? <img src={picture.url} alt={words.stepPoster} /> : <Skeleton.Node active className="step-blank" />}
        </div>
        <div className="background-form">
          <span>{words.size}</span>
          <Slider
            min={0.2}
            max={1}
            step={0.02}
            defaultValue={scale}
            key={`s${scale}`}
            onChangeComplete={(value) => redo({ scale: value })}
            ariaLabelForHandle={words.size}
          />
          <span>{words.leftRight}</span>
          <Slider
            min={-0.4}
            max={0.4}
            step={0.02}
            defaultValue={shiftX}
            key={`x${shiftX}`}
            onChangeComplete={(value) => redo({ shiftX: value })}
            ariaLabelForHandle={words.leftRight}
          />
          <span>{words.upDown}</span>
          <Slider
            min={-0.4}
            max={0.4}
            step={0.02}
            defaultValue={shiftY}
            key={`y${shiftY}`}
            onChangeComplete={(value) => redo({ shiftY: value })}
            ariaLabelForHandle={words.upDown}
          />
        </div>
      </div>
    </StepCard>
  );
}

export function CampaignPage() {
  const { words, language } = useLanguage();
  const { id = '' } = useParams();
  const { campaign, lost } = useCampaign(id);
  const orderAgain = useOrder(id);
  if (campaign === null) return lost ? <Alert type="error" title={words.loadFailed} /> : <Skeleton active />;
  const coupon = stepOf(campaign, 'coupon');
  return (
    <section>
      <Breadcrumb
        items={[{ title: <Link to="/studio">{words.studio}</Link> }, { title: campaign.name || words.untitled }]}
      />
      <Input
        key={campaign.name}
        variant="borderless"
        className="campaign-name"
        aria-label={words.campaignName}
        defaultValue={campaign.name}
        placeholder={words.untitled}
        maxLength={40}
        onBlur={(event) => {
          const name = event.target.value.trim();
          if (name !== '' && name !== campaign.name) void renameCampaign(campaign.id, name);
        }}
      />
      <Steps
        className="pipeline"
        size="small"
        responsive
        items={campaignSteps(campaign, words)}
        onChange={(index) => document.getElementById(`step-${order[index]}`)?.scrollIntoView({ behavior: 'smooth' })}
        current={-1}
      />
      <div className="steps">
        <div className="steps-column">
          <CutoutStep campaign={campaign} />
          <CropStep campaign={campaign} />
        </div>
        <div className="steps-column">
          <StepCard step={coupon}>
            <CouponForm
              settings={coupon.settings}
              picture={coupon.pictures[0]?.url ?? null}
              onSave={(settings) => orderAgain('coupon', settings)}
            />
          </StepCard>
          <BackgroundStep campaign={campaign} language={language} />
          <PosterStep campaign={campaign} />
        </div>
      </div>
    </section>
  );
}

const campaignSteps = (campaign: Campaign, words: Words) =>
  order.map((name) => {
    const step = stepOf(campaign, name);
    return { title: words[stepTitles[name]], status: status[step.state] };
  });
