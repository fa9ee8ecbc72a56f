/** Vite takes style sheets out of the bundle. */
declare module "*.css";
