import type { ReactNode } from "react";

const shapes = {
  fleet: (
    <>
      <rect x="2" y="2.500" width="12" height="8" rx="1" />
      <path d="M8 10.500v3M5 13.500h6" />
    </>
  ),
  tickets: <path d="M2 5V3.500h12V5a3 3 0 0 0 0 6v1.500H2V11a3 3 0 0 0 0-6ZM10 4v8" />,
  integrations: <path d="M6 2v3M10 2v3M4 5h8v3a4 4 0 0 1-8 0ZM8 12v2.500" />,
  audit: <path d="M3 2h7l3 3v9H3ZM5.500 8.500l2 2 3-3.500" />,
  webhooks: (
    <>
      <circle cx="3.500" cy="8" r="1.800" />
      <circle cx="12.500" cy="3.500" r="1.800" />
      <circle cx="12.500" cy="12.500" r="1.800" />
      <path d="m5.200 7.200 5.600-2.900M5.200 8.800l5.600 2.900" />
    </>
  ),
  users: (
    <>
      <circle cx="8" cy="5" r="2.800" />
      <path d="M2.500 14c.5-3.500 3-4.800 5.500-4.800s5 1.300 5.500 4.800" />
    </>
  ),
  settings: (
    <>
      <path d="M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6" />
      <circle cx="10" cy="4.500" r="1.800" />
      <circle cx="6" cy="11.500" r="1.800" />
    </>
  ),
  menu: <path d="M2 4h12M2 8h12M2 12h12" />,
} satisfies Record<string, ReactNode>;

export type IconName = keyof typeof shapes;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.400"
      strokeLinejoin="round"
      strokeLinecap="round"
      aria-hidden
    >
      {shapes[name]}
    </svg>
  );
}
