/** The files of a drop or a paste; folders are walked, their files named with the path inside them. Hidden files are left out. */
export async function filesOf(transfer: DataTransfer): Promise<readonly File[]> {
  // Entries must be taken before the first wait: the browser empties the list after the event.
  const entries = Array.from(transfer.items, (item) => (item.kind === 'file' ? item.webkitGetAsEntry() : null)).filter(
    (entry) => entry !== null,
  );
  const loose = Array.from(transfer.files);
  if (entries.every((entry) => entry.isFile)) return loose.filter(isShown);
  const found: File[] = [];
  for (const entry of entries) await walk(entry, found);
  return found.filter(isShown);
}

function isShown(file: File): boolean {
  return !file.name.split('/').some((step) => step.startsWith('.'));
}

async function walk(entry: FileSystemEntry, found: File[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => {
      entry.file(resolve, reject);
    });
    const path = entry.fullPath.replace(/^\//, '');
    found.push(path === file.name ? file : new File([file], path, { type: file.type, lastModified: file.lastModified }));
    return;
  }
  if (!isFolder(entry)) return;
  const reader = entry.createReader();
  for (;;) {
    const block = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (block.length === 0) return;
    for (const inside of block.toSorted((a, b) => (a.name < b.name ? -1 : 1))) await walk(inside, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
