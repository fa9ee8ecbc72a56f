export interface SpokenCodeProps {
  /** The digits in the groups in which they are read out: `["123", "45", "67"]`. */
  groups: readonly string[];
  label: string;
}

/** Digits that are read out or compared by voice. A screen reader says them one by one. */
export function SpokenCode({ groups, label }: SpokenCodeProps) {
  const spoken = groups.map((group) => [...group].join(" ")).join(", ");
  return (
    <span className="fd-code" role="img" aria-label={`${label}: ${spoken}`}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups have a place and nothing else.
        <span key={index}>{group}</span>
      ))}
    </span>
  );
}
