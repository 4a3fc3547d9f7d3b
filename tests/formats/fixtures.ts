import type { ImportOptions } from '#core/import.ts';
import { bundle } from '#formats/bundle.ts';
import { stetJson } from '#formats/stet-json.ts';
import { load, writeBytes } from './memory.ts';
import { memoryFile } from './memory.ts';

/** A file of each format: astral characters, combining marks, right-to-left text, quotation marks that are only text. */
export interface Fixture {
  readonly files: readonly { readonly name: string; readonly content: string | Uint8Array }[];
  readonly options?: Partial<ImportOptions>;
}

const MQM = [
  'system\tdoc\tdocSegId\tglobalSegId\trater\tsource\ttarget\tcategory\tseverity\tmetadata',
  'Atlas\tdoc1\t1\t7\tAna\tThe "café" 👩‍👩‍👧 opens at 9.\tDas <v>Kaffee</v> 👩‍👩‍👧 öffnet um 9.\tAccuracy/Mistranslation\tMajor\t{"timestamp":1700000000000,"note":"café ≠ Kaffee","corrected_translation":"Café","segment":{"references":{"refA":"Das Café 👩‍👩‍👧 öffnet um 9."}}}',
  'Atlas\tdoc1\t1\t7\tAna\tThe "café" 👩‍👩‍👧 opens at 9.\tDas Kaffee 👩‍👩‍👧 <v>öffnet</v> um <v>9</v>.\tStyle/Awkward\tminor\t',
  'Atlas\tdoc1\t2\t8\tAna\tשלום <v>עולם</v>\tHallo<v></v>\tAccuracy/Omission\tCritical\t',
  'Borealis\tdoc1\t1\t7\tBjörn\tThe "café" 👩‍👩‍👧 opens at 9.\tDas Café öffnet um 9.\tNo-error\tNo-error\t{"note":"fine","stet":{"scores":{"DA":97.5,"SQM":6}}}',
  'Borealis\tdoc1\t2\t8\t\tשלום עולם\tHallo Welt\t\t\t',
  'Atlas\tdoc2\t5\t9\tAna\tUntouched.\t<v>Völlig anders.</v>\tNon-translation!\tMajor\t',
].join('\n');

const JSON_PROJECT = JSON.stringify({
  stet: 1,
  name: 'Fixture',
  sourceLang: 'en',
  targetLang: 'he',
  typology: 'mqm-core',
  protocols: ['MQM', 'ESA', 'DA', 'SQM'],
  documents: [
    {
      name: 'one',
      domain: 'news',
      segments: [
        {
          source: 'Do not enter 🚫.',
          references: { refA: 'אין כניסה 🚫.' },
          translations: { Atlas: 'כניסה 🚫.', Borealis: 'אין להיכנס 🚫.' },
          annotations: [
            {
              annotator: 'Ana',
              system: 'Atlas',
              at: '2026-01-01T10:00:00Z',
              ESA: 12.5,
              DA: 8,
              SQM: 1,
              comment: 'negation',
              errors: [
                {
                  source: 'not',
                  missingBefore: 'כניסה',
                  category: 'accuracy/omission',
                  severity: 'critical',
                  note: 'lost',
                  correction: 'אין',
                },
              ],
            },
            { annotator: 'Björn', system: 'Borealis', ESA: 100, DA: 97.5, SQM: 6, errors: [] },
          ],
        },
      ],
    },
  ],
});

/** A campaign with Appraise's inclusive ends, an omission and a repeat that replaces an earlier judgement. */
const APPRAISE_ITEMS = [
  {
    itemID: 1,
    documentID: 'doc1#Atlas',
    targetID: 'set.Atlas',
    _item: 'Atlas | 7 | doc1',
    sourceText: 'The "café" 👩‍👩‍👧 opens.',
    targetText: 'Das Kaffee 👩‍👩‍👧 öffnet.',
  },
  {
    itemID: 2,
    documentID: 'doc1#Atlas',
    targetID: 'set.Atlas',
    _item: 'Atlas | 8 | doc1',
    sourceText: 'שלום עולם',
    targetText: 'Hallo, é',
  },
  {
    itemID: 3,
    documentID: 'doc1#Borealis',
    targetID: 'set.Borealis',
    _item: 'Borealis | 7 | doc1',
    sourceText: 'The "café" 👩‍👩‍👧 opens.',
    targetText: 'Café öffnet.',
  },
];
export const APPRAISE_BATCHES = JSON.stringify([
  {
    items: APPRAISE_ITEMS.map((item) => ({ mqm: [], sourceID: 'set', itemType: 'TGT', isCompleteDocument: false, ...item })),
    task: { batchNo: 1, sourceLanguage: 'eng', targetLanguage: 'deu' },
  },
]);
export const APPRAISE_CSV = [
  'user1,set.Atlas,1,TGT,eng,deu,70,doc1#Atlas,False,"[{""start_i"":4,""end_i"":9,""severity"":""major"",""error_type"":null}]",1717486732.834,1717486748.162',
  'user1,set.Atlas,2,TGT,eng,deu,35,doc1#Atlas,False,"[{""start_i"":""missing"",""end_i"":""missing"",""severity"":""major"",""error_type"":null}]",1717486750.0,1717486751.5',
  'user1,set.Atlas,2,TGT,eng,deu,40,doc1#Atlas,False,[],1717486740.0,1717486741.5',
  'user1,set.Borealis,3,TGT,eng,deu,100,doc1#Borealis,False,[],1717486781.968,1717486781.968',
].join('\n');

export async function fixtures(): Promise<ReadonlyMap<string, Fixture>> {
  const { tables } = await load(stetJson, [memoryFile('fixture.json', JSON_PROJECT)]);
  return new Map<string, Fixture>([
    ['mqm-tsv', { files: [{ name: 'fixture.en-de.tsv', content: MQM }] }],
    ['stet-json', { files: [{ name: 'fixture.json', content: JSON_PROJECT }] }],
    ['bundle', { files: [{ name: 'fixture.stet', content: await writeBytes(bundle, tables) }] }],
    [
      'appraise',
      {
        files: [
          { name: 'batches.json', content: APPRAISE_BATCHES },
          { name: 'scores.csv', content: APPRAISE_CSV },
        ],
      },
    ],
    [
      'delimited',
      {
        files: [
          {
            name: 'fixture.csv',
            content: 'source,reference A,mt: Atlas,doc\n"Say ""hi"",\nplease",Sag hallo,"Sag ""hi"" 👋",one\r\nשלום,Hallo,é,one\n,,,\n',
          },
        ],
        options: { header: true, columns: { source: 0, 'reference:A': 1, 'system:Atlas': 2, document: 3 } },
      },
    ],
    [
      'plain-text',
      {
        files: [
          { name: 'x.src.en', content: 'One "quote\n\nשלום 👋\n' },
          { name: 'x.ref.A.de', content: 'Eins\n\nHallo\n' },
          { name: 'x.hyp.Atlas.de', content: 'Eine\r\n\r\né' },
          { name: 'x.docs', content: 'news first\nnews first\ntalk second\n' },
        ],
      },
    ],
  ]);
}
