/** What build.mjs puts in: the catalogs' index and where each stylesheet ended up. */
declare module "messages:index" {
  export const languages: Record<
    string,
    {
      name: string;
      dir: "ltr" | "rtl";
      load: Record<string, () => Promise<{ default: Record<string, unknown> }>>;
    }
  >;
}

declare const STYLESHEETS: Record<string, string>;
