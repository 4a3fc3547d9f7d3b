/**
 * Makes the browser begin a new log file for its databases. Chromium keeps IndexedDB in LevelDB, which goes on writing to the last log. After
 * a power cut that log can end in zeros (on ext4 a file's size may reach the disk before the bytes do); what is then appended lies behind a
 * damaged record, and at the next start Chromium finds the damage and empties every database of the site, whatever was flushed since
 * (tests/browser/durability.test.ts shows both). LevelDB leaves a log behind once it holds about 4 MB, so that much is written and deleted again.
 */
export async function rollLog(): Promise<void> {
  const db = await openBallast();
  const row = new Uint8Array(ROW_BYTES);
  for (let written = 0; written < BALLAST_BYTES; written += BATCH_ROWS * ROW_BYTES) {
    const transaction = db.transaction(STORE, 'readwrite', { durability: 'relaxed' });
    for (let i = 0; i < BATCH_ROWS; i++) transaction.objectStore(STORE).put(row, i);
    await settled(transaction);
  }
  db.close();
  await settledRequest(indexedDB.deleteDatabase(NAME));
}

const NAME = 'stet-ballast';
const STORE = 'ballast';
const BALLAST_BYTES = 5_000_000;
/** Chromium keeps larger values in files of their own, beside the log. */
const ROW_BYTES = 32_000;
const BATCH_ROWS = 16;

function openBallast(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    if (!request.result.objectStoreNames.contains(STORE)) request.result.createObjectStore(STORE);
  };
  return settledRequest(request);
}

function settledRequest<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the request failed'));
    };
  });
}

function settled(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = () => {
      reject(transaction.error ?? new Error('the transaction was aborted'));
    };
  });
}
