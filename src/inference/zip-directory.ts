import { decodeUtf8 } from '#tokenizers/utf8.ts';

/** A file in a zip archive, as the archive's directory tells it (APPNOTE 6.3.10, section 4.3.12). */
export interface ZipMember {
  readonly path: string;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc32: number;
  /** Bytes in the archive, and unpacked. */
  readonly packed: number;
  readonly bytes: number;
  /** Where its local header begins. */
  readonly at: number;
}

const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
/** An end record, with the longest comment that it may have. */
const LONGEST_END = 22 + 0xffff;
const LARGEST_DIRECTORY = 64 * 2 ** 20;
/** A number that is told in the 64-bit field instead. */
const ELSEWHERE = 0xffffffff;

/** The directory, which lies at the end; undefined where there is none: the archive is cut off, or is none. Throws a RangeError for a broken one. */
export async function readZipDirectory(zip: Blob): Promise<readonly ZipMember[] | undefined> {
  const tailAt = Math.max(0, zip.size - LONGEST_END);
  const tail = await viewOf(zip.slice(tailAt));
  for (let at = tail.byteLength - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    const place = (await place64(zip, tail, at)) ?? { size: tail.getUint32(at + 12, true), from: tail.getUint32(at + 16, true) };
    if (place.size > LARGEST_DIRECTORY || place.from + place.size > zip.size) throw new RangeError('its directory lies outside');
    return entriesOf(await viewOf(zip.slice(place.from, place.from + place.size)));
  }
  return undefined;
}

/** Whether it begins as archives do. */
export async function beginsAsZip(file: Blob): Promise<boolean> {
  const head = await viewOf(file.slice(0, 4));
  return head.byteLength === 4 && head.getUint32(0, true) === LOCAL;
}

/** The member's bytes as they lie in the archive. */
export async function packedBytes(zip: Blob, { at, packed }: ZipMember): Promise<Blob> {
  const header = await viewOf(zip.slice(at, at + 30));
  if (header.getUint32(0, true) !== LOCAL) throw new RangeError('its header is missing');
  const from = at + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  return zip.slice(from, from + packed);
}

/** Where an archive of more than 4 GB has its directory. */
async function place64(zip: Blob, tail: DataView, end: number): Promise<{ readonly size: number; readonly from: number } | undefined> {
  if (end < 20 || tail.getUint32(end - 20, true) !== LOCATOR64) return undefined;
  const at = Number(tail.getBigUint64(end - 12, true));
  const record = await viewOf(zip.slice(at, at + 56));
  if (record.getUint32(0, true) !== END64) throw new RangeError('its 64-bit end record is missing');
  return { size: Number(record.getBigUint64(40, true)), from: Number(record.getBigUint64(48, true)) };
}

function entriesOf(view: DataView): readonly ZipMember[] {
  const members: ZipMember[] = [];
  for (let at = 0; at < view.byteLength;) {
    if (view.getUint32(at, true) !== ENTRY) throw new RangeError('its directory is broken');
    const [name, extra, comment] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    const path = decodeUtf8(new Uint8Array(view.buffer, view.byteOffset + at + 46, name));
    const numbers = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
    const [bytes = 0, packed = 0, local = 0] = with64(view, at + 46 + name, extra, numbers);
    members.push({
      path,
      method: view.getUint16(at + 10, true),
      isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
      crc32: view.getUint32(at + 16, true),
      packed,
      bytes,
      at: local,
    });
    at += 46 + name + extra + comment;
  }
  return members;
}

/** The numbers with those that do not fit taken from the extra field 1, which has only these, in this order. */
function with64(view: DataView, from: number, length: number, numbers: readonly number[]): readonly number[] {
  for (let at = from; at + 4 <= from + length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue;
    let next = at + 4;
    return numbers.map((number) => {
      if (number !== ELSEWHERE) return number;
      next += 8;
      return Number(view.getBigUint64(next - 8, true));
    });
  }
  return numbers;
}

async function viewOf(part: Blob): Promise<DataView> {
  return new DataView(await part.arrayBuffer());
}
