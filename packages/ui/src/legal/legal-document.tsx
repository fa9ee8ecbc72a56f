import type { ReactNode } from "react";
import type { LegalBlock, LegalText } from "./legal-text.ts";

export type LegalDocumentProps = {
  readonly text: LegalText;
  /** The level of its own heading: 1 on a page of its own, 2 inside a step or dialog. */
  readonly headingLevel?: 1 | 2;
  /** Whether to begin with a list of links to the sections. Not where a link would leave the page. */
  readonly contents?: boolean;
};

/** A legal text to be read. Long entries are folded; everything opens with the keyboard alone, and nothing is loaded. */
export function LegalDocument({ text, headingLevel = 1, contents = true }: LegalDocumentProps) {
  const anchor = (id: string) => `${text.kind}-${id}`;
  return (
    <article className="fd-legal" lang={text.language} aria-labelledby={anchor("title")}>
      <header>
        <Heading level={headingLevel} id={anchor("title")}>
          {text.title}
        </Heading>
        <p className="fd-legal-version">{text.versionLine}</p>
      </header>
      <section className="fd-legal-short" aria-labelledby={anchor("short")}>
        <Heading level={headingLevel + 1} id={anchor("short")}>
          {text.inShort.title}
        </Heading>
        <ul>
          {text.inShort.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      </section>
      {contents && (
        <nav className="fd-legal-contents" aria-labelledby={anchor("contents")}>
          <Heading level={headingLevel + 1} id={anchor("contents")}>
            {text.contentsTitle}
          </Heading>
          <ol>
            {text.sections.map(({ id, title }) => (
              <li key={id}>
                <a href={`#${anchor(id)}`}>{title}</a>
              </li>
            ))}
          </ol>
        </nav>
      )}
      {text.sections.map(({ id, title, blocks }, index) => (
        <section key={id} aria-labelledby={anchor(id)}>
          <Heading level={headingLevel + 1} id={anchor(id)}>
            {index + 1}. {title}
          </Heading>
          {blocks.map((block) => (
            <Block key={keyOf(block)} block={block} />
          ))}
        </section>
      ))}
    </article>
  );
}

function Block({ block }: { readonly block: LegalBlock }) {
  switch (block.kind) {
    case "text":
      return <p>{block.text}</p>;
    case "list":
      return (
        <ul>
          {block.items.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      );
    case "entry":
      return (
        <details className="fd-legal-entry">
          <summary>{block.title}</summary>
          <dl>
            {block.rows.map(({ term, text }) => (
              <div key={term}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </details>
      );
  }
}

function keyOf(block: LegalBlock): string {
  switch (block.kind) {
    case "text":
      return block.text;
    case "list":
      return block.items.join();
    case "entry":
      return block.id;
  }
}

function Heading({ level, id, children }: { level: number; id: string; children: ReactNode }) {
  const Tag = `h${level}` as "h1" | "h2" | "h3";
  return (
    <Tag id={id} tabIndex={-1}>
      {children}
    </Tag>
  );
}
