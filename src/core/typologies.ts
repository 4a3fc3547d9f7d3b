import type { Category, Typology } from '#core/typology.ts';

const group = (id: string, name: string, children: readonly Category[]): Category => ({ id, name, children });
const leaf = (id: string, name: string, keys: string): Category => ({ id, name, keys });

/** MQM-Core, 2024-03-07 (themqm.org): seven dimensions; severity multipliers 0, 1, 5, 25 as in the MQM scoring models. */
export const MQM_CORE: Typology = {
  id: 'mqm-core',
  name: 'MQM-Core',
  severities: ['neutral', 'minor', 'major', 'critical'],
  weights: { neutral: 0, minor: 1, major: 5, critical: 25 },
  categories: [
    group('accuracy', 'Accuracy', [
      leaf('mistranslation', 'Mistranslation', 'am'),
      leaf('over-translation', 'Over-translation', 'av'),
      leaf('under-translation', 'Under-translation', 'an'),
      leaf('addition', 'Addition', 'aa'),
      leaf('omission', 'Omission', 'ao'),
      leaf('no-translate', 'Do not translate', 'ad'),
      leaf('untranslated', 'Untranslated', 'au'),
    ]),
    group('terminology', 'Terminology', [
      leaf('termbase', 'Inconsistent with termbase', 'tb'),
      leaf('term-inconsistency', 'Inconsistent use of term', 'ti'),
      leaf('wrong-term', 'Wrong term', 'tw'),
    ]),
    group('fluency', 'Linguistic conventions', [
      leaf('grammar', 'Grammar', 'fg'),
      leaf('punctuation', 'Punctuation', 'fp'),
      leaf('spelling', 'Spelling', 'fs'),
      leaf('unintelligible', 'Unintelligible', 'fu'),
      leaf('character-encoding', 'Character encoding', 'fc'),
      leaf('textual-conventions', 'Textual conventions', 'ft'),
    ]),
    group('style', 'Style', [
      leaf('company-style', 'Organization style', 'so'),
      leaf('third-party-style', 'Third-party style', 'st'),
      leaf('inconsistent-external-reference', 'Inconsistent with external reference', 'se'),
      leaf('register', 'Register', 'sr'),
      leaf('awkward', 'Awkward', 'sa'),
      leaf('unidiomatic', 'Unidiomatic', 'su'),
      leaf('inconsistent-style', 'Inconsistent style', 'si'),
    ]),
    group('locale-convention', 'Locale conventions', [
      leaf('number-format', 'Number format', 'ln'),
      leaf('currency-format', 'Currency format', 'lc'),
      leaf('measurement-format', 'Measurement format', 'lm'),
      leaf('time-format', 'Time format', 'lt'),
      leaf('date-format', 'Date format', 'ld'),
      leaf('address-format', 'Address format', 'la'),
      leaf('telephone-format', 'Telephone format', 'lp'),
      leaf('shortcut-key', 'Shortcut key', 'ls'),
    ]),
    group('verity', 'Audience appropriateness', [
      leaf('culture-specific', 'Culture-specific reference', 'vc'),
      leaf('offensive', 'Offensive', 'vo'),
    ]),
    group('design', 'Design and markup', [
      leaf('local-formatting', 'Character formatting', 'df'),
      leaf('overall-design', 'Layout', 'dl'),
      leaf('markup', 'Markup', 'dm'),
      leaf('truncation-text-expansion', 'Truncation or text expansion', 'dt'),
      leaf('missing-text', 'Missing text', 'dx'),
      leaf('broken-link', 'Broken link', 'db'),
    ]),
    leaf('other', 'Other', 'xx'),
  ],
};

/**
 * Google's MQM as used at WMT (Freitag et al. 2021), with the weights of mt-metrics-eval `score_mqm.py`:
 * major 5, minor 1, non-translation 25, minor punctuation 0.1; critical, which WMT data lacks, weighs as major does in Marot.
 */
export const GOOGLE_WMT: Typology = {
  id: 'google-wmt',
  name: 'Google MQM (WMT)',
  severities: ['neutral', 'minor', 'major', 'critical'],
  weights: {
    neutral: 0,
    minor: 1,
    major: 5,
    critical: 5,
    'major/non-translation!': 25,
    'minor/fluency/punctuation': 0.1,
  },
  categories: [
    group('accuracy', 'Accuracy', [
      leaf('mistranslation', 'Mistranslation', 'am'),
      leaf('creative reinterpretation', 'Creative reinterpretation', 'ar'),
      leaf('addition', 'Addition', 'aa'),
      leaf('omission', 'Omission', 'ao'),
      leaf('source language fragment', 'Source language fragment', 'as'),
    ]),
    group('fluency', 'Fluency', [
      leaf('grammar', 'Grammar', 'fg'),
      leaf('punctuation', 'Punctuation', 'fp'),
      leaf('spelling', 'Spelling', 'fs'),
      leaf('register', 'Register', 'fr'),
      leaf('inconsistency', 'Inconsistency', 'fi'),
      leaf('character encoding', 'Character encoding', 'fc'),
    ]),
    group('terminology', 'Terminology', [
      leaf('inappropriate for context', 'Inappropriate for context', 'ti'),
      leaf('inconsistent', 'Inconsistent', 'tc'),
    ]),
    group('style', 'Style', [
      leaf('unnatural or awkward', 'Unnatural or awkward', 'su'),
      leaf('bad sentence structure', 'Bad sentence structure', 'sb'),
    ]),
    group('locale convention', 'Locale convention', [
      leaf('address format', 'Address format', 'la'),
      leaf('currency format', 'Currency format', 'lc'),
      leaf('date format', 'Date format', 'ld'),
      leaf('name format', 'Name format', 'ln'),
      leaf('telephone format', 'Telephone format', 'lp'),
      leaf('time format', 'Time format', 'lt'),
    ]),
    leaf('non-translation!', 'Non-translation!', 'nt'),
    leaf('source error', 'Source error', 'xs'),
    leaf('other', 'Other', 'xx'),
  ],
};

export const TYPOLOGIES: readonly Typology[] = [MQM_CORE, GOOGLE_WMT];

/** The typology of that id, or MQM-Core for an unknown one. */
export function typologyOf(id: string): Typology {
  return TYPOLOGIES.find((typology) => typology.id === id) ?? MQM_CORE;
}
