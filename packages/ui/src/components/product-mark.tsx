/** Two screens and the way between them, with the product's name. */
export function ProductMark({ name }: { name: string }) {
  return (
    <span className="fd-mark">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M3 5h15v11H3z" fill="none" stroke="currentColor" strokeWidth="2.500" strokeLinejoin="round" />
        <path
          d="M14 16h15v11H14z"
          fill="currentColor"
          stroke="currentColor"
          strokeWidth="2.500"
          strokeLinejoin="round"
        />
      </svg>
      {name}
    </span>
  );
}
