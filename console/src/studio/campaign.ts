// Campaigns as the server tells them, and the calls that change them. Must not draw anything.
import { useEffect, useState } from 'react';
import { call, sendJson, upload } from '../api.ts';

export type StepName = 'cutout' | 'crops' | 'background' | 'poster' | 'coupon';

export interface Picture {
  readonly id: string;
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly role: string;
}

export type Offer =
  | { readonly kind: 'amount-off'; readonly thresholdFen: number; readonly amountFen: number }
  | { readonly kind: 'percent-off'; readonly thresholdFen: number; readonly percentOff: number }
  | { readonly kind: 'exchange'; readonly thresholdFen: number; readonly priceFen: number };

export interface CouponSettings {
  readonly offer: Offer;
  readonly scope: 'all' | 'single' | 'category';
  readonly usage: 'single' | 'bundle';
  readonly brandName: string;
  readonly layout?: string;
  readonly backgroundColor?: string;
  readonly seed: string;
}

export interface Settings {
  readonly cutout: Record<string, never>;
  readonly crops: { readonly ratios: readonly number[]; readonly focus?: { readonly x: number; readonly y: number } };
  readonly background: { readonly prompt: string; readonly style: string; readonly seed: number };
  readonly poster: { readonly scale: number; readonly shiftX: number; readonly shiftY: number };
  readonly coupon: CouponSettings;
}

export interface Step<N extends StepName = StepName> {
  readonly name: N;
  readonly state: 'waiting' | 'running' | 'done' | 'failed';
  readonly settings: Settings[N];
  readonly pictures: readonly Picture[];
  readonly facts: Readonly<Record<string, string | number>>;
  readonly error: string | null;
  readonly version: number;
}

export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly photo: Picture;
  readonly steps: readonly Step[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

export function stepOf<N extends StepName>(campaign: Campaign, name: N): Step<N> {
  const step = campaign.steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`no step ${name}`);
  return step as Step<N>;
}

export interface Campaigns {
  readonly campaigns: readonly Campaign[];
  readonly next: string | null;
}

export const beginCampaign = (photo: File, onProgress: (share: number) => void): Promise<Campaign> =>
  upload('campaigns', photo, onProgress, { name: photo.name.replace(/\.[^.]*$/, '').slice(0, 40) });

export const orderStep = <N extends StepName>(id: string, name: N, settings: Settings[N]): Promise<Campaign> =>
  sendJson('PUT', `campaigns/${id}/steps/${name}`, settings);

export const renameCampaign = (id: string, name: string): Promise<Campaign> =>
  sendJson('PATCH', `campaigns/${id}`, { name });

export const sendRepairedCutout = (id: string, png: Blob): Promise<Campaign> =>
  upload(`campaigns/${id}/cutout`, png, () => undefined);

export async function previewCoupon(settings: CouponSettings, signal: AbortSignal): Promise<string> {
  const answer = await call('POST', 'previews/coupon', { body: settings });
  const picture = await answer.blob();
  if (signal.aborted) throw new DOMException('replaced by a newer preview', 'AbortError');
  return URL.createObjectURL(picture);
}

/** A campaign, live: what the server streams, until the page is left. */
export function useCampaign(id: string): { campaign: Campaign | null; lost: boolean } {
  const [campaign, setCampaign] = useState<Campaign | null>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    setCampaign(null);
    const events = new EventSource(`/api/campaigns/${id}/events`);
    events.onmessage = ({ data }) => {
      setLost(false);
      setCampaign(JSON.parse(String(data)) as Campaign);
    };
    events.onerror = () => setLost(true);
    return () => events.close();
  }, [id]);
  return { campaign, lost };
}
