import { flushSync, mount, unmount } from 'svelte';
import { expect, it, vi } from 'vitest';
import { USUAL_SETTINGS } from '#state/evaluate-settings.ts';
import { en } from '#ui/text/en.ts';
import { enPages } from '#ui/text/en-pages.ts';
import { languageOf } from '#ui/text/languages.ts';
import { Words } from '#ui/text/words.svelte.ts';
import { source } from '../plots/source.ts';
import Findings from './Findings.svelte';

const words = new Words({ ...en, ...enPages }, languageOf('en'));

function shown() {
  const heard = { ondrill: vi.fn(), onscores: vi.fn(), onpolicy: vi.fn() };
  const made = mount(Findings, { target: document.body, props: { words, source, settings: USUAL_SETTINGS, ...heard } });
  flushSync();
  return { ...heard, end: () => void unmount(made) };
}

function fieldOf(label: string): HTMLInputElement | HTMLSelectElement {
  const found = [...document.querySelectorAll('label')].find((one) => one.textContent.trim() === label);
  const field = document.getElementById(found?.getAttribute('for') ?? '') ?? found?.querySelector('input');
  if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) return field;
  throw new Error(`no field ${label}`);
}

it('every figure of the losses is a button that leads to its category and system', () => {
  const { ondrill, end } = shown();
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('table button')];
  expect(buttons.map((button) => button.getAttribute('aria-label')?.includes('Accuracy / Omission'))).toContain(true);
  buttons.find((button) => button.getAttribute('aria-label')?.startsWith('Accuracy / Omission in =B'))?.click();
  expect(ondrill).toHaveBeenCalledWith({ category: 'accuracy/omission', systemId: 'b' });
  end();
});

it('a number out of its bounds is said, and is no number to the form', () => {
  const { onscores, onpolicy, end } = shown();
  const samples = fieldOf('Bootstrap resamples');
  samples.value = '7';
  samples.dispatchEvent(new Event('input', { bubbles: true }));
  flushSync();
  expect(onscores).toHaveBeenLastCalledWith({ samples: NaN });
  expect(samples.getAttribute('aria-invalid')).toBe('true');
  expect(document.body.textContent).toContain('From 100 to 100,000.');
  samples.value = '2000';
  samples.dispatchEvent(new Event('input', { bubbles: true }));
  expect(onscores).toHaveBeenLastCalledWith({ samples: 2000 });
  const critical = fieldOf('A critical error fails the translation');
  critical.click();
  expect(onpolicy).toHaveBeenLastCalledWith({ ...USUAL_SETTINGS.policy, failsOnCritical: false });
  end();
});

it('the tests stand with the one that keeps its promise first', () => {
  const { end } = shown();
  const test = fieldOf('Two systems are tested by');
  expect(test.value).toBe('randomization');
  expect([...test.querySelectorAll('option')].map((option) => option.value)).toEqual(['randomization', 'bootstrap']);
  end();
});

it('one’s own penalty points begin as those in use, and stay one’s own while they are alike', () => {
  const { onscores, end } = shown();
  const points = fieldOf('Penalty points');
  const choose = (kind: string) => {
    points.value = kind;
    points.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
  };
  choose('google');
  const google = onscores.mock.lastCall;
  expect(points.value).toBe('google');
  choose('mine');
  expect(onscores.mock.lastCall).toEqual(google);
  expect(points.value).toBe('mine');
  expect(fieldOf('major')).toBeTruthy();
  end();
});
