/** A drawing of one line in a square of 16. */
export function Icon({ path }: { path: string }) {
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
      <path d={path} />
    </svg>
  );
}
