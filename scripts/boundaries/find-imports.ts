import { parseSync } from "vite";

export type FoundImport = {
  readonly line: number;
  /** Undefined where the name is computed while the program runs. */
  readonly specifier: string | undefined;
  /** The names asked for; `*` where it is everything. */
  readonly names: readonly string[];
};

/** Thrown where a file is no TypeScript or JavaScript. */
export class UnreadableSource extends Error {
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = "UnreadableSource";
    this.line = line;
  }
}

/** The fields of ESTree nodes that matter here; each node has only some of them. */
type Node = {
  readonly type: string;
  readonly start: number;
  readonly source?: Node | null;
  readonly expression?: Node;
  readonly callee?: Node;
  readonly arguments?: readonly Node[];
  readonly object?: Node;
  readonly property?: Node;
  readonly specifiers?: readonly Node[];
  readonly imported?: Node;
  readonly local?: Node;
  readonly name?: unknown;
  readonly value?: unknown;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
};

/**
 * Everything that a source asks another module for: import, type-only import, export from, dynamic import, import type,
 * import equals, require and import.meta.resolve. It walks the syntax tree, so comments and strings do not deceive it.
 */
export function findImports(fileName: string, source: string): FoundImport[] {
  const { program, errors } = parseSync(fileName, source);
  const [error] = errors;
  if (error !== undefined) throw new UnreadableSource(error.message, lineAt(source, error.labels[0]?.start ?? 0));
  const found: FoundImport[] = [];
  visit(program as unknown as Node, (node) => {
    const target = targetOf(node);
    if (target === undefined) return;
    found.push({ line: lineAt(source, node.start), specifier: textOf(target.from), names: target.names });
  });
  return found;
}

type Target = { readonly from: Node | null | undefined; readonly names: readonly string[] };

function targetOf(node: Node): Target | undefined {
  const all = ["*"];
  switch (node.type) {
    case "ImportDeclaration":
      return { from: node.source, names: specifierNames(node, "imported") };
    case "ExportNamedDeclaration":
      return node.source ? { from: node.source, names: specifierNames(node, "local") } : undefined;
    case "ExportAllDeclaration":
    case "ImportExpression":
    case "TSImportType":
      return { from: node.source, names: all };
    case "TSExternalModuleReference":
      return { from: node.expression, names: all };
    case "CallExpression":
      return isLoadingCall(node.callee) ? { from: node.arguments?.[0], names: all } : undefined;
    default:
      return undefined;
  }
}

function specifierNames(node: Node, field: "imported" | "local"): string[] {
  return (node.specifiers ?? []).map((specifier) => {
    if (specifier.type === "ImportDefaultSpecifier") return "default";
    const name = specifier[field];
    if (specifier.type === "ImportNamespaceSpecifier" || name === undefined) return "*";
    return String(name.name ?? name.value);
  });
}

/** Whether it is `require(…)`, `createRequire(…)(…)`, `require.resolve(…)` or `import.meta.resolve(…)`. */
function isLoadingCall(callee: Node | undefined): boolean {
  if (callee?.type === "Identifier") return callee.name === "require";
  if (callee?.type === "CallExpression") return callee.callee?.name === "createRequire";
  if (callee?.type !== "MemberExpression" || callee.property?.name !== "resolve") return false;
  return callee.object?.type === "MetaProperty" || callee.object?.name === "require";
}

function textOf(node: Node | null | undefined): string | undefined {
  if (node?.type === "Literal" && typeof node.value === "string") return node.value;
  if (node?.type !== "TemplateLiteral" || node.quasis?.length !== 1) return undefined;
  return node.quasis[0]?.value.cooked;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(one, see);
  } else if (typeof value === "object" && value !== null) {
    if ("type" in value && "start" in value) see(value as Node);
    for (const child of Object.values(value)) visit(child, see);
  }
}

function lineAt(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
