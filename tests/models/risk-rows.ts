/** Pairs written for Stet: a fair translation, and the same source with a translation that went wrong in one way. */
interface RiskRow {
  readonly sourceLang: string;
  readonly targetLang: string;
  readonly source: string;
  readonly fair: string;
  readonly broken: string;
  readonly fault: string;
}

const row = (languages: string, fault: string, source: string, fair: string, broken: string): RiskRow => {
  const [sourceLang = '', targetLang = ''] = languages.split('-');
  return { sourceLang, targetLang, source, fair, broken, fault };
};

export const RISK_ROWS: readonly RiskRow[] = [
  row(
    'en-de',
    'cut',
    'The committee will publish its final report in the second week of September.',
    'Der Ausschuss wird seinen Abschlussbericht in der zweiten Septemberwoche veröffentlichen.',
    'Der Ausschuss wird',
  ),
  row(
    'en-de',
    'untranslated',
    'Please return the signed form to the office on the third floor.',
    'Bitte geben Sie das unterschriebene Formular im Büro im dritten Stock ab.',
    'Please return the signed form to the office on the third floor.',
  ),
  row(
    'en-de',
    'other sentence',
    'The old bridge was closed to traffic after the flood.',
    'Die alte Brücke wurde nach dem Hochwasser für den Verkehr gesperrt.',
    'Meine Großmutter backt sonntags gern einen Apfelkuchen mit viel Zimt.',
  ),
  row(
    'en-de',
    'repeated',
    'Our neighbours have planted three cherry trees behind the house.',
    'Unsere Nachbarn haben hinter dem Haus drei Kirschbäume gepflanzt.',
    'Unsere Nachbarn haben haben haben haben haben haben drei Kirschbäume drei Kirschbäume drei Kirschbäume.',
  ),
  row(
    'en-de',
    'number',
    'The parcel weighs 48 kilograms and costs 1,250 euros.',
    'Das Paket wiegt 48 Kilogramm und kostet 1.250 Euro.',
    'Das Paket wiegt 84 Kilogramm und kostet 2.150 Euro.',
  ),
  row(
    'en-de',
    'wrong script',
    'The library opens at nine on weekdays.',
    'Die Bibliothek öffnet werktags um neun.',
    'Библиотека открывается по будням в девять.',
  ),
  row(
    'en-de',
    'half untranslated',
    'Nobody knew why the lighthouse had been dark for two nights.',
    'Niemand wusste, warum der Leuchtturm zwei Nächte lang dunkel gewesen war.',
    'Niemand wusste, warum the lighthouse had been dark for two nights.',
  ),
  row('en-de', 'empty', 'The meeting has been moved to Thursday.', 'Die Besprechung wurde auf Donnerstag verlegt.', ''),
  row(
    'en-de',
    'damaged signs',
    'The baker greets every customer by name.',
    'Der Bäcker grüßt jeden Kunden mit Namen.',
    'Der B\u00c3\u00a4cker gr\u00c3\u00bc\u00c3\u009ft jeden Kunden mit Namen.',
  ),
  row(
    'de-en',
    'cut',
    'Der Zug nach Leipzig hat wegen einer Signalstörung etwa vierzig Minuten Verspätung.',
    'The train to Leipzig is about forty minutes late because of a signal failure.',
    'The train',
  ),
  row(
    'de-en',
    'untranslated',
    'Im Keller des Museums lagern noch hunderte Gemälde.',
    'Hundreds of paintings are still stored in the basement of the museum.',
    'Im Keller des Museums lagern noch hunderte Gemälde.',
  ),
  row(
    'de-en',
    'repeated',
    'Die Kinder sammelten am Strand bunte Muscheln.',
    'The children collected colourful shells on the beach.',
    'The children collected shells collected shells collected shells collected shells collected shells on the beach.',
  ),
  row(
    'ru-en',
    'cut',
    'Городской совет принял решение отремонтировать старый вокзал до конца года.',
    'The city council has decided to repair the old railway station by the end of the year.',
    'The city',
  ),
  row(
    'ru-en',
    'untranslated',
    'Художник подарил музею двенадцать своих картин.',
    'The artist gave the museum twelve of his paintings.',
    'Художник подарил музею двенадцать своих картин.',
  ),
  row(
    'ru-en',
    'other sentence',
    'Александр Сергеев открыл конференцию в Новосибирске.',
    'Alexander Sergeev opened the conference in Novosibirsk.',
    'My aunt keeps two parrots and a very old tortoise at home.',
  ),
  row(
    'ru-en',
    'repeated',
    'Ученики подготовили концерт для родителей.',
    'The pupils prepared a concert for their parents.',
    'The pupils the pupils the pupils the pupils the pupils the pupils the pupils concert.',
  ),
  row(
    'en-ru',
    'cut',
    'The engineers checked every screw before the rocket was moved.',
    'Инженеры проверили каждый винт, прежде чем ракету передвинули.',
    'Инженеры',
  ),
  row(
    'en-ru',
    'wrong script',
    'She bought fresh bread and cheese at the market.',
    'Она купила на рынке свежий хлеб и сыр.',
    'She bought fresh хлеб and cheese at the market.',
  ),
  row(
    'en-zh',
    'cut',
    'The museum has more than four thousand maps from all over the world.',
    '这家博物馆收藏了来自世界各地的四千多张地图。',
    '博物馆',
  ),
  row(
    'en-zh',
    'untranslated',
    'The doctor advised him to rest for a week.',
    '医生建议他休息一个星期。',
    'The doctor advised him to rest for a week.',
  ),
  row(
    'en-zh',
    'repeated',
    'The river froze early this year.',
    '今年这条河很早就结冰了。',
    '今年今年今年今年今年今年今年今年这条河这条河这条河这条河。',
  ),
  row(
    'ne-en',
    'untranslated',
    'उनले गाउँका बालबालिकाका लागि नयाँ विद्यालय बनाए।',
    'He built a new school for the children of the village.',
    'उनले गाउँका बालबालिकाका लागि नयाँ विद्यालय बनाए।',
  ),
  row(
    'ne-en',
    'cut',
    'काठमाडौंमा आज बिहानदेखि भारी वर्षा भइरहेको छ।',
    'It has been raining heavily in Kathmandu since this morning.',
    'It has',
  ),
  row('en-ar', 'untranslated', 'The shop sells lamps and carpets.', 'يبيع المتجر المصابيح والسجاد.', 'The shop sells lamps and carpets.'),
  row('en-ja', 'empty', 'Turn left after the post office.', '郵便局を過ぎたら左に曲がってください。', ' '),
];
