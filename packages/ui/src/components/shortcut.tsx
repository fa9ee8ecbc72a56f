/** A key combination as it stands on the keyboard. */
export function Shortcut({ keys }: { keys: readonly string[] }) {
  return (
    <span className="fd-shortcut">
      {keys.map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
