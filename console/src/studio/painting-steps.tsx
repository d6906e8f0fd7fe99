// The steps that paint: the ground a product will stand on, and the poster with the product placed on it.
// Must not know how either is done.
import { Button, Input, Skeleton, Slider } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Language, useWords } from '../words/index.tsx';
import { type Campaign, type Settings, stepOf } from './campaign.ts';
import { StepCard, useOrder } from './step-card.tsx';
import { styles } from './styles.ts';

export function BackgroundStep({ campaign, language }: { readonly campaign: Campaign; readonly language: Language }) {
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
        </div>
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
    </StepCard>
  );
}

export function PosterStep({ campaign }: { readonly campaign: Campaign }) {
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
