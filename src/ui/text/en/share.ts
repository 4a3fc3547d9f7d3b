import type { LossKind } from '#state/safety.svelte.ts';

const labels = (count: string, n: number): string => (n === 1 ? '1 label' : `${count} labels`);
const documents = (count: string, n: number): string => (n === 1 ? '1 finished document' : `${count} finished documents`);

/** Share: export, back-up, the bucket, the queue; and what a restore says. */
export const share = {
  title: 'Share',
  intro: 'Everything you mark is saved on this device first. From here it goes on: as a file, or to your team’s bucket by itself.',
  group: 'Share',

  take: 'Take it with you',
  bundle: 'Whole project',
  bundleWhat: 'Texts, systems, every mark and its history. Opens in Stet on any device.',
  bundleButton: 'Save package',
  mqm: 'MQM table',
  mqmWhat: 'One row a mark, in the columns of WMT’s shared tasks.',
  mqmButton: 'Save table',
  preparing: 'Preparing…',
  lastBackup: (when: string) => `Last package saved ${when}.`,
  noBackup: 'No package of this project has been saved yet.',

  bucket: 'Send to your bucket',
  bucketWhat:
    'Any S3-compatible storage. From then on each document you finish is sealed and sent without a click; nothing is ever overwritten or deleted there.',
  endpoint: 'Endpoint',
  endpointHint: (origins: string) => `This copy of Stet may talk to ${origins}.`,
  region: 'Region',
  name: 'Bucket',
  prefix: 'Folder in the bucket (optional)',
  accessKey: 'Access key',
  secret: 'Secret key',
  token: 'Session token (optional)',
  passphrase: 'Passphrase (optional)',
  passphraseHint:
    'Locks the key on this device; asked once a session. Without it, whoever can read this browser’s files could copy the key.',
  secretHint: 'Kept as a key that signs and cannot be read back. Never exported, never shown again.',
  test: 'Test this bucket',
  testing: { preflight: 'Writing a test object…', again: 'Writing it again, which must be refused…', done: 'Done.' },
  testOk: 'The bucket takes what Stet sends: written once, and a second write of the same object was refused as it should be.',
  save: 'Send from now on',
  saving: 'Saving…',
  cancel: 'Cancel',
  change: 'Change',
  forget: 'Stop sending',
  forgetAsk: 'Stop sending and remove the key from this device? What waits stays here and can be sent later.',
  keep: 'Keep sending',
  sendsTo: 'Sends to',
  with: (accessKey: string, region: string) => `Key ${accessKey} · ${region}`,
  locked: 'The key is locked. Enter the passphrase to send what waits.',
  unlock: 'Unlock',
  corsTitle: 'What the bucket must allow (CORS)',
  corsWhat: 'Set this as the bucket’s CORS rules; your storage’s console calls it “CORS configuration”.',
  copy: 'Copy',
  copied: 'Copied',

  queue: 'On its way',
  nothingSealed: 'Nothing to send yet. A document is sealed when all its segments of one system are done.',
  waitingFor: (count: string, n: number, objects: string, m: number) => `${labels(count, n)} in ${documents(objects, m)} waiting`,
  open: (count: string, n: number) => `${labels(count, n)} in documents you have not finished yet`,
  sentSoFar: (count: string, n: number, objects: string, m: number) => `${labels(count, n)} in ${documents(objects, m)} sent`,
  states: {
    off: 'No bucket is set up, so nothing is sent.',
    idle: 'Everything that is finished has been sent.',
    sending: 'Sending…',
    waiting: 'The last attempt did not work. It is tried again by itself.',
    locked: 'Waiting for the passphrase.',
  },
  nextTry: (when: string) => `Next attempt ${when}.`,
  sendNow: 'Send now',
  document: 'Document',
  system: 'System',
  size: 'Labels',
  state: 'State',
  waiting: 'Waiting',
  failedOnce: (count: number) => (count === 1 ? 'Waiting · tried once' : `Waiting · tried ${count} times`),
  sent: (when: string) => `Sent ${when}`,
  more: (count: string) => `and ${count} more`,

  device: 'On this device',
  used: (used: string, quota: string) => `${used} of ${quota} used`,
  isProtected: 'Protected from clean-up: the browser asks before it deletes anything.',
  notProtected: 'When this device runs out of room the browser may clear Stet’s data without asking.',
  protect: 'Protect it',
  refused: 'The browser did not agree yet. Installing Stet or bookmarking it usually helps; until then save a package now and then.',
  secondCopy: 'A second copy of your marks is kept apart from the database.',

  you: 'Your name',
  youWhat: 'Written beside your marks, in exports and in the bucket.',
  yourName: 'Name',
  renamed: 'Saved',

  recovery: {
    lost: {
      emptied: 'This browser lost Stet’s database.',
      behind: 'This browser’s database went back to an earlier state.',
      unreadable: 'This browser can no longer open Stet’s database.',
    } satisfies Record<LossKind, string>,
    wasLost: {
      emptied: 'The browser had lost Stet’s database.',
      behind: 'The browser’s database had gone back to an earlier state.',
      unreadable: 'The browser could no longer open Stet’s database.',
    } satisfies Record<LossKind, string>,
    restoring: (projects: number, labelCount: number) => `Bringing back ${things(projects, labelCount)} from the second copy…`,
    restored: 'Your work is back.',
    cameBack: (projects: number, labelCount: number) => `${capital(things(projects, labelCount))} came back from the second copy.`,
    gone: (count: number) =>
      `${labels(String(count), count)} could not be brought back: the second copy does not hold ${count === 1 ? 'it' : 'them'}. If you have saved a package or sent to a bucket, open it to fill the gap.`,
    unread: (file: string) => `“${file}” could not be read again.`,
    failed: 'Your work could not be checked or brought back.',
    again: 'Try again',
    read: 'Got it',
    copyBehind: 'The second copy is behind.',
  },
};

function things(projects: number, labelCount: number): string {
  const some = projects === 1 ? '1 project' : `${projects} projects`;
  return labelCount === 0 ? some : `${some} and ${labels(String(labelCount), labelCount)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
