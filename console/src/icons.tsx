// The console's own small icons, so that the first load carries a dozen outlines and not an icon library.
// Must not know where they are used.
const outlines: Record<string, string> = {
  overview: 'M4 13h6V4H4v9zm0 7h6v-5H4v5zm10 0h6v-9h-6v9zm0-16v5h6V4h-6z',
  studio:
    'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zm0 13l4-5 3 4 3-3 4 4M9 9.5a1 1 0 1 0 0-2 1 1 0 0 0 0 2z',
  pictures: 'M3 7h5l2 2h11v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7zm0 0V5a1 1 0 0 1 1-1h4l2 2',
  coupons: 'M4 6h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4V6zm10 0v2m0 3v2m0 3v2',
  audience:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zm-6 9c0-4 3-6 6-6s6 2 6 6m1-9a3 3 0 1 0-1-5.8M17 14c2.5.5 4 2.5 4 6',
  phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zm3 15h2',
  statistics: 'M4 20h16M6 17v-5m5 5V6m5 11v-8',
  developers: 'M8 7l-5 5 5 5m8-10l5 5-5 5M14 5l-4 14',
  sandbox: 'M9 3h6m-5 0v6l-5 9a2 2 0 0 0 1.8 3h10.4a2 2 0 0 0 1.8-3l-5-9V3M7.5 15h9',
  operations: 'M4 6h16M4 12h16M4 18h16M8 4v4m8 2v4m-6 2v4',
};

export function Icon({ name }: { readonly name: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="18"
      height="18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.7"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={outlines[name] ?? ''} />
    </svg>
  );
}
