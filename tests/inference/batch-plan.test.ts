import { expect, test } from 'vitest';
import { BATCH_LIMITS, describePlan, describeSmaller, limitsFor, limitsOf } from '#inference/batch-plan.ts';

test('a described plan tells its limits', () => {
  expect(limitsOf(describePlan())).toEqual(BATCH_LIMITS);
  expect(limitsOf(describePlan(limitsFor(4)))).toEqual(limitsFor(4));
});

test('a plan that was too large for the device is halved, and again, and says so', () => {
  const plan = describePlan({ maxRows: 16, maxTokens: 1024 });
  const once = describeSmaller(plan);
  expect(once).toBe('by length; at most 16 texts and 1024 tokens; after memory ran out, at most 8 texts and 512 tokens');
  expect(limitsOf(once)).toEqual({ maxRows: 8, maxTokens: 512 });
  expect(limitsOf(describeSmaller(once))).toEqual({ maxRows: 4, maxTokens: 256 });
  expect(limitsOf(describeSmaller(describePlan({ maxRows: 1, maxTokens: 1 })))).toEqual({ maxRows: 1, maxTokens: 1 });
});
