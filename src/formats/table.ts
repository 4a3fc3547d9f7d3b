import { appraise } from '#formats/appraise.ts';
import { bundle } from '#formats/bundle.ts';
import { delimited } from '#formats/delimited.ts';
import type { Format, Head } from '#formats/format.ts';
import { mqmTsv } from '#formats/mqm-tsv.ts';
import { plainText } from '#formats/plain-text.ts';
import { stetJson } from '#formats/stet-json.ts';

/** Every format, the more particular first: the first that recognises a file reads it. */
export const FORMATS: readonly Format[] = [bundle, stetJson, mqmTsv, appraise, delimited, plainText];

export function formatOf(id: string): Format | undefined {
  return FORMATS.find((format) => format.id === id);
}

export function recognise(head: Head): Format | undefined {
  return FORMATS.find((format) => format.recognises(head));
}
