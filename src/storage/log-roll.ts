/**
 * Makes the browser begin a new log file for its databases. Chromium keeps IndexedDB in LevelDB and goes on writing to the last log at the next
 * start. After a power cut that log ends in zeros (ext4 takes the size of a write that was under way, not its bytes); what is appended lies
 * behind them, and the start after that may not find it, or empties every database of the site, whatever was flushed since. Deleting a database,
 * even an empty one, makes Chromium compact, which moves what the old log holds into a table and leaves the log behind.
 */
export async function rollLog(): Promise<void> {
  const opened = indexedDB.open(NAME, 1);
  opened.onupgradeneeded = () => {
    if (!opened.result.objectStoreNames.contains(STORE)) opened.result.createObjectStore(STORE);
  };
  (await settled(opened)).close();
  await settled(indexedDB.deleteDatabase(NAME));
}

const NAME = 'stet-log-roll';
const STORE = 'nothing';

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('the request failed'));
    };
  });
}
