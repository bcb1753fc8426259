// Under `require-trusted-types-for 'script'`, htmx may turn our own server's answers into HTML and
// nothing may turn text into code: there is no createScript here, so `hx-on` and `js:` stay dead.
// Must run before htmx.
interface PolicyFactory {
  createPolicy(name: string, rules: { createHTML(html: string): string }): unknown;
}

const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
factory?.createPolicy("default", { createHTML: (html) => html });
