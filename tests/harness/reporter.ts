import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Ends the run with `N passed, N failed, N skipped` and a reason for each skip. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const failedModules = modules.filter((module) => module.state() === 'failed' && ![...module.children.allTests('failed')].length);
    const failed = tests.filter((test) => test.result().state === 'failed').length + failedModules.length + errors.length;
    for (const test of skipped) console.log(`skipped: ${test.fullName} (${reason(test)})`);
    const isStrict = process.env.CI === 'true' && skipped.some((test) => !reason(test).includes('no loop mount'));
    if (isStrict) {
      console.log('A skipped test fails the run where CI=true, but for a loop mount that is refused.');
      process.exitCode = 1;
    }
    console.log(
      `${tests.length - skipped.length - (failed - failedModules.length - errors.length)} passed, ${failed} failed, ${skipped.length} skipped`,
    );
  }
}

function reason(test: TestCase): string {
  const result = test.result();
  return (result.state === 'skipped' && result.note) || 'no reason given';
}
