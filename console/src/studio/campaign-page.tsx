// One campaign: its steps as a live pipeline, each with its result, its settings and a way to do it again.
// Must not know how a step is done.
import { Alert, Breadcrumb, Input, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { useLanguage } from '../words/index.tsx';
import { renameCampaign, stepOf, useCampaign } from './campaign.ts';
import { CouponForm } from './coupon-form.tsx';
import { CropStep, CutoutStep } from './cutting-steps.tsx';
import { BackgroundStep, PosterStep } from './painting-steps.tsx';
import { Pipeline } from './pipeline.tsx';
import { StepCard, useOrder } from './step-card.tsx';

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
      <Pipeline campaign={campaign} />
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
