/** A number in groups of four, as it is printed and read out. */
export function groupsOf(number: string): string {
  return (number.match(/.{4}/g) ?? []).join(" ");
}
