/** What the pages and workers use of Trusted Types (W3C), which TypeScript's DOM library lacks. */
interface TrustedTypePolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL?: (url: string) => string; createHTML?: (html: string) => string },
  ): { createHTML(html: string): string };
}
// eslint-disable-next-line no-var -- only `var` declares a property of the global object
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
