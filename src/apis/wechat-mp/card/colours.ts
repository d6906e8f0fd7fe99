// The fourteen colours a card may have. developers.weixin.qq.com/doc/offiaccount/Cards_and_Offer/Create_a_Coupon_Voucher_or_Card.html
// Must not know cards. Cards are made with names and read back with values.

export const colours: readonly { readonly name: string; readonly value: string }[] = [
  { name: 'Color010', value: '#63b359' },
  { name: 'Color020', value: '#2c9f67' },
  { name: 'Color030', value: '#509fc9' },
  { name: 'Color040', value: '#5885cf' },
  { name: 'Color050', value: '#9062c0' },
  { name: 'Color060', value: '#d09a45' },
  { name: 'Color070', value: '#e4b138' },
  { name: 'Color080', value: '#ee903c' },
  { name: 'Color081', value: '#f08500' },
  { name: 'Color082', value: '#a9d92d' },
  { name: 'Color090', value: '#dd6549' },
  { name: 'Color100', value: '#cc463d' },
  { name: 'Color101', value: '#cf3e36' },
  { name: 'Color102', value: '#5E6671' },
];

const byName: ReadonlyMap<string, string> = new Map(colours.map(({ name, value }) => [name, value]));

/** `Color010` → `#63b359`; undefined for a colour there is not. */
export const colourValue = (name: string): string | undefined => byName.get(name);
