import { HtmlValidate, StaticConfigLoader } from "html-validate/browser";
// A page is checked as it was sent, by the rules of the standard and those that a document of ours has to keep.
const loader = new StaticConfigLoader({ root: true, extends: ["html-validate:standard"], rules: globalThis.htmlRules || {} });
const validator = new HtmlValidate(loader);
globalThis.validateHTML = async (text) => {
  const report = await validator.validateString(text, "page.html");
  return report.results.flatMap((r) => r.messages.map((m) => ({ rule: m.ruleId, line: m.line, column: m.column, message: m.message, at: m.selector || "" })));
};
