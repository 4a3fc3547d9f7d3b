import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeNode {
  readonly target: readonly unknown[];
  readonly failureSummary?: string;
}
interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly AxeNode[] }[];
}
interface WindowWithAxe {
  readonly axe?: { run: (root: Document, options: unknown) => Promise<AxeResults> };
}

/** What axe-core finds wrong with the page as it is now, one line a rule and element: all rules that are on by themselves, and the size of targets. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { axe } = window as WindowWithAxe; // put there just now
    return axe?.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } });
  });
  if (!found) throw new Error('axe did not start');
  return found.violations.flatMap((violation) =>
    violation.nodes.map((node) => `${violation.id}: ${node.target.join(' ')}: ${(node.failureSummary ?? '').replaceAll(/\s+/g, ' ')}`),
  );
}

/**
 * Words on screen, and in the names of things, that did not come from `ui/text`. To be asked in the pseudo-language: it replaces every Latin
 * letter of an interface sentence, values and all, so a plain one was written elsewhere. Not meant: what the project brought (it carries `lang`,
 * `dir="auto"` or <bdi>), keys, code and the logo.
 */
export async function plainWords(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const CONTENT =
      '[lang]:not(html), bdi, [dir="auto"], kbd, [translate="no"], code, pre, datalist, noscript, .logo, script, style, template';
    const NAMES = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];
    const found: string[] = [];
    const where = (element: Element): string => `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''}`;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const parent = texts.currentNode.parentElement;
      const text = texts.currentNode.nodeValue ?? '';
      if (parent && /[A-Za-z]/.test(text) && !parent.closest(CONTENT)) found.push(`${where(parent)}: ${text.trim()}`);
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of NAMES) {
        const value = element.getAttribute(name) ?? '';
        if (/[A-Za-z]/.test(value) && !element.closest(CONTENT.replace(', .logo', ''))) found.push(`${where(element)} ${name}: ${value}`);
      }
    }
    return [...new Set(found)];
  });
}

/** What sticks out of the window sideways; things inside a box that scrolls by itself are meant to. */
export async function wideThings(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const isInScroller = (element: Element): boolean => {
      for (let box = element.parentElement; box && box.id !== 'content' && box !== document.body; box = box.parentElement) {
        const { overflowX } = getComputedStyle(box);
        if (overflowX !== 'visible' && box.getBoundingClientRect().right <= width + 1 && box.getBoundingClientRect().left >= -1)
          return true;
      }
      return false;
    };
    return [...document.body.querySelectorAll('*')]
      .filter((element) => {
        const box = element.getBoundingClientRect();
        const isShown = box.width > 1 && box.height > 1 && element.checkVisibility() && getComputedStyle(element).clipPath === 'none';
        return isShown && (box.right > width + 1 || box.left < -1) && !isInScroller(element) && !element.closest('.skip');
      })
      .map(
        (element) =>
          `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} ${Math.round(element.getBoundingClientRect().right)} > ${width}`,
      );
  });
}
