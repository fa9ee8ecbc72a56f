import type { Operator } from "@ferndiagnose/data-catalogue";
import { useEffect, useState } from "react";
import { askOperator } from "../http/ask-operator.ts";

/** Who runs this site. Undefined until the portal has said so, and where it does not. */
export function useOperator(): Operator | undefined {
  const [operator, setOperator] = useState<Operator>();
  useEffect(() => {
    let isWanted = true;
    void askOperator((path) => fetch(path)).then((answer) => {
      if (isWanted && answer.outcome === "answered") setOperator(answer.value);
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return operator;
}
