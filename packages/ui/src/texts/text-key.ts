/** The texts of one language: sentences, grouped as deep as is useful. */
export interface TextTree {
  readonly [key: string]: string | TextTree;
}

/** The same keys with other sentences: what a translation has to be. */
export type SameKeys<Tree> = {
  readonly [Key in keyof Tree]: Tree[Key] extends string ? string : SameKeys<Tree[Key]>;
};

/** Dotted keys of a tree, as `t` takes them; the plural endings of i18next are left out. */
export type TextKey<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? WithoutPlural<Key> : `${Key}.${TextKey<Tree[Key]>}`;
}[keyof Tree & string];

type WithoutPlural<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other` ? Stem : Key;
