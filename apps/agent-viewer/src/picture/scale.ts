/** `fit`: the whole picture; `actual`: one pixel of the customer's screen is one of ours. */
export type Scale = "fit" | "actual";
