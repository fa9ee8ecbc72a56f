import { Icon, type IconName } from "@ferndiagnose/ui";

export interface FactProps {
  icon: IconName;
  title: string;
  children: string;
}

/** One thing to know, in a list of few. */
export function Fact({ icon, title, children }: FactProps) {
  return (
    <li className="fact">
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
    </li>
  );
}
