/** One field of a protobuf message: `value` for numbers (of 32-bit fields the raw bits), `bytes` for texts, bytes and messages. */
export interface ProtobufField {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

const NO_BYTES = new Uint8Array(0);

/** The fields of a message in the order they stand; throws a RangeError for bytes that are no protobuf message. 64-bit fixed fields are skipped. */
export function* protobufFields(message: Uint8Array): Generator<ProtobufField> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined || scale > 2 ** 63) throw new RangeError(`a number is cut off at byte ${at}`);
      value += (byte & 127) * scale; // exact to 2^53; negative numbers, which no reader here needs, come out wrong
      if (byte < 128) return value;
    }
  };
  const take = (size: number): Uint8Array => {
    if (at + size > message.length) throw new RangeError(`a field of ${size} bytes at byte ${at} ends beyond the message`);
    at += size;
    return message.subarray(at - size, at);
  };
  while (at < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag % 8;
    if (number === 0) throw new RangeError(`no field has the number 0, at byte ${at}`);
    if (wire === 0) yield { number, value: varint(), bytes: NO_BYTES };
    else if (wire === 2) yield { number, value: 0, bytes: take(varint()) };
    else if (wire === 5) {
      const raw = take(4);
      yield { number, value: new DataView(raw.buffer, raw.byteOffset, 4).getUint32(0, true), bytes: raw };
    } else if (wire === 1) take(8);
    else throw new RangeError(`wire type ${wire} at byte ${at} is not of protobuf 3`);
  }
}

/** The bits of a 32-bit field read as a float. */
export function floatOf(field: ProtobufField): number {
  return new DataView(field.bytes.buffer, field.bytes.byteOffset, 4).getFloat32(0, true);
}
