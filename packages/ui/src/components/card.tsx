import { type ReactNode, useId } from "react";

export interface CardProps {
  title?: ReactNode;
  /** The first card of a page carries the page's only heading of level 1. */
  level?: 1 | 2;
  children: ReactNode;
}

export function Card({ title, level = 2, children }: CardProps) {
  const titleId = useId();
  if (title === undefined) return <div className="fd-card">{children}</div>;
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <section className="fd-card" aria-labelledby={titleId}>
      <Heading id={titleId}>{title}</Heading>
      {children}
    </section>
  );
}
