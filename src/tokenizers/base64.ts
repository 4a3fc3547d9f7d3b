const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<string, number> = new Map([...LETTERS].map((letter, value) => [letter, value]));

/** The bytes that Base64 (RFC 4648, section 4) stands for; a RangeError for a letter that is none of its. */
export function decodeBase64(text: string): Uint8Array {
  const letters = text.replace(/={1,2}$/u, '');
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  let bits = 0;
  let width = 0;
  let size = 0;
  for (const letter of letters) {
    const value = VALUES.get(letter);
    if (value === undefined) throw new RangeError(`“${letter}” is no letter of Base64`);
    bits = ((bits << 6) | value) & 0xffff;
    width += 6;
    if (width < 8) continue;
    width -= 8;
    bytes[size++] = (bits >> width) & 255;
  }
  return bytes;
}
