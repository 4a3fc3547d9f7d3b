/** Hands a file to the browser, which saves it where the person's downloads go. */
export function download(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href); // after the browser has taken it
  }, 60_000);
}
