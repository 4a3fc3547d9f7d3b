/** @typedef {{ name: string, value: number, unit: string, against?: string }} Figure */

const SEGMENTS = 20_000;
const SYSTEMS = ['Atlas', 'Borealis', 'Cirrus'];
const ROWS = SEGMENTS * SYSTEMS.length;

/** An MQM table of 60,000 rows, a third of them without an error, in documents of 500 segments. */
function table() {
  const lines = ['system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\tcomment'];
  for (let i = 1; i <= SEGMENTS; i++) {
    for (const system of SYSTEMS) {
      const source = `Sentence number ${i} says that ${i} gulls 🐦 sat on the harbour wall and waited for the evening ferry.`;
      const target = `Satz Nummer ${i} sagt, dass ${i % 3 === 0 ? i : `<v>${i + 1}</v>`} Möwen 🐦 auf der Hafenmauer saßen und auf die Abendfähre warteten.`;
      const verdict = i % 3 === 0 ? 'No-error\tNo-error' : 'Accuracy/Mistranslation\tMajor';
      lines.push(`${system}\tdocument ${Math.ceil(i / 500)}\t${((i - 1) % 500) + 1}\t${i}\tAna\t${source}\t${target}\t${verdict}\t`);
    }
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

/**
 * Opens the table as a person does. Read: from the answer until every row has been read and understood; stored: until the project is
 * there, all rows committed with strict durability.
 * @param {{ browser: import('playwright-core').BrowserContext, origin: string, report: (figure: Figure) => void }} given
 */
export async function run({ browser, origin, report }) {
  const page = await browser.newPage();
  await page.goto(origin);
  await page.locator('input[type=file][multiple]').setInputFiles({ name: 'bench.tsv', mimeType: 'text/plain', buffer: table() });
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Source language').fill('English');
  await dialog.getByLabel('Target language').fill('German');
  const times = page.evaluate(async (rows) => {
    const all = `${new Intl.NumberFormat('en').format(rows)} rows`;
    const text = () => document.querySelector('main')?.textContent ?? '';
    const until = (/** @type {() => boolean} */ isSo) =>
      new Promise((resolve) => {
        const look = () => (isSo() ? resolve(performance.now()) : requestAnimationFrame(look));
        look();
      });
    await until(() => text().includes('Reading bench'));
    const from = performance.now();
    const read = Number(await until(() => text().includes(all)));
    const stored = Number(await until(() => text().includes('bench is open')));
    return { read: (read - from) / 1000, stored: (stored - from) / 1000 };
  }, ROWS);
  await dialog.getByRole('button', { name: 'Open', exact: true }).click();
  const { read, stored } = await times;
  report({ name: 'import.rows_read_per_s', value: Math.round(ROWS / read), unit: 'rows/s' });
  report({ name: 'import.rows_stored_per_s', value: Math.round(ROWS / stored), unit: 'rows/s' });
  await page.close();
}
