import { isExtended } from '#core/selection.ts';
import type { Command } from '#state/commands.svelte.ts';
import type { Scale } from '#core/protocol.ts';
import type { EditorState } from '#state/editor.svelte.ts';
import type { Desk } from '#ui/annotate/desk.svelte.ts';
import type { Text } from '#ui/text/en.ts';

/** What the keys reach beyond the segment's text. */
export interface DeskActions {
  readonly finish: () => void;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly focusScore: () => void;
  readonly focusComment: () => void;
  readonly toggleReference: () => void;
  readonly toggleOpinions: () => void;
  readonly toggleNames: () => void;
  readonly openDocument: (by: 1 | -1) => void;
  readonly openNextOpen: () => void;
  readonly hasReference: boolean;
}

/** Every command of Annotate with its keys: the only list of them. */
export function annotateCommands(desk: Desk, actions: DeskActions, text: Text['annotate']): readonly Command[] {
  const { editor } = desk;
  const { commands: name, groups } = text;
  const atText = (): boolean => desk.hasKeys;
  const finer = 'grapheme' as const;

  const move = (id: string, label: string, keys: readonly string[], run: () => void): Command => ({
    id: `annotate.${id}`,
    label,
    keys,
    run,
    group: groups.move,
    when: atText,
  });
  const moves: readonly Command[] = [
    move('word-left', name.wordLeft, ['ArrowLeft'], () => desk.arrow('left', desk.precision, false)),
    move('word-right', name.wordRight, ['ArrowRight'], () => desk.arrow('right', desk.precision, false)),
    move('words-left', name.wordsLeft, ['Shift+ArrowLeft'], () => desk.arrow('left', desk.precision, true)),
    move('words-right', name.wordsRight, ['Shift+ArrowRight'], () => desk.arrow('right', desk.precision, true)),
    move('letter-left', name.letterLeft, ['Alt+ArrowLeft', 'Mod+ArrowLeft'], () => desk.arrow('left', finer, false)),
    move('letter-right', name.letterRight, ['Alt+ArrowRight', 'Mod+ArrowRight'], () => desk.arrow('right', finer, false)),
    move('letters-left', name.lettersLeft, ['Alt+Shift+ArrowLeft', 'Mod+Shift+ArrowLeft'], () => desk.arrow('left', finer, true)),
    move('letters-right', name.lettersRight, ['Alt+Shift+ArrowRight', 'Mod+Shift+ArrowRight'], () => desk.arrow('right', finer, true)),
    move('line-up', name.lineUp, ['ArrowUp'], () => desk.line(-1, false)),
    move('line-down', name.lineDown, ['ArrowDown'], () => desk.line(1, false)),
    move('lines-up', name.linesUp, ['Shift+ArrowUp'], () => desk.line(-1, true)),
    move('lines-down', name.linesDown, ['Shift+ArrowDown'], () => desk.line(1, true)),
    move('first', name.first, ['Home'], () => editor.select((caret) => caret.toEdge(-1, false))),
    move('last', name.last, ['End'], () => editor.select((caret) => caret.toEdge(1, false))),
    move('to-first', name.toFirst, ['Shift+Home'], () => editor.select((caret) => caret.toEdge(-1, true))),
    move('to-last', name.toLast, ['Shift+End'], () => editor.select((caret) => caret.toEdge(1, true))),
    move('all', name.all, ['Mod+a'], () => editor.select((caret) => caret.selectAll())),
    { ...move('other-side', name.otherSide, ['o'], () => desk.otherSide()), when: () => true },
  ];

  const marking: readonly Command[] = [
    ...editor.severities.map((severity) => ({
      id: `annotate.mark-${severity}`,
      label: text.markAs(text.severities[severity]),
      keys: [severityKey(severity)],
      group: groups.mark,
      run: () => editor.severity(severity),
    })),
    { id: 'annotate.omit', label: name.omit, keys: ['m'], group: groups.mark, run: () => editor.omit() },
    {
      id: 'annotate.category',
      label: name.category,
      keys: ['t'],
      group: groups.mark,
      run: () => editor.askCategory(),
      when: () => editor.mark !== undefined,
    },
    { id: 'annotate.next-mark', label: name.nextMark, keys: ['n'], group: groups.mark, run: () => editor.holdNext(1) },
    { id: 'annotate.previous-mark', label: name.previousMark, keys: ['Shift+n'], group: groups.mark, run: () => editor.holdNext(-1) },
    {
      id: 'annotate.remove',
      label: name.remove,
      keys: ['Delete', 'Backspace'],
      group: groups.mark,
      run: () => editor.mark && editor.unmark(editor.mark),
      when: () => atText() && editor.mark !== undefined,
    },
    {
      id: 'annotate.cancel',
      label: name.cancel,
      keys: ['Escape'],
      group: groups.mark,
      run: () => editor.cancel(),
      when: () =>
        editor.asking !== undefined ||
        editor.mark !== undefined ||
        (editor.caret.selection !== undefined && isExtended(editor.caret.selection)),
    },
  ];

  const points: readonly Command[] = pointKeys(editor).map(({ scale, point, key }) => ({
    id: `annotate.point-${key}`,
    label: name.point(point, text.scales[scale.id].anchors[point] ?? ''),
    keys: [key],
    group: groups.score,
    run: () => editor.score(scale, point),
  }));

  const segment: readonly Command[] = [
    { id: 'annotate.next', label: name.next, keys: ['j'], group: groups.segment, run: () => editor.go(editor.index + 1) },
    { id: 'annotate.previous', label: name.previous, keys: ['k'], group: groups.segment, run: () => editor.go(editor.index - 1) },
    { id: 'annotate.finish', label: name.finish, keys: ['Enter'], group: groups.segment, run: actions.finish, when: atText },
    { id: 'annotate.comment', label: name.comment, keys: ['c'], group: groups.segment, run: actions.focusComment },
    { id: 'annotate.undo', label: name.undo, keys: ['Mod+z'], group: groups.segment, run: actions.undo },
    { id: 'annotate.redo', label: name.redo, keys: ['Mod+Shift+z', 'Mod+y'], group: groups.segment, run: actions.redo },
    ...(editor.scales.length > 0
      ? [{ id: 'annotate.score', label: name.score, keys: ['s'], group: groups.segment, run: actions.focusScore }]
      : []),
    ...(actions.hasReference
      ? [{ id: 'annotate.reference', label: name.reference, keys: ['r'], group: groups.segment, run: actions.toggleReference }]
      : []),
  ];

  const documents: readonly Command[] = [
    {
      id: 'annotate.next-document',
      label: name.nextDocument,
      keys: [']', 'Alt+PageDown'],
      group: groups.document,
      run: () => actions.openDocument(1),
    },
    {
      id: 'annotate.previous-document',
      label: name.previousDocument,
      keys: ['[', 'Alt+PageUp'],
      group: groups.document,
      run: () => actions.openDocument(-1),
    },
    { id: 'annotate.next-open', label: name.nextOpen, keys: ['g'], group: groups.document, run: actions.openNextOpen },
    { id: 'annotate.opinions', label: name.opinions, keys: [], group: groups.document, run: actions.toggleOpinions },
    { id: 'annotate.names', label: name.names, keys: [], group: groups.document, run: actions.toggleNames },
  ];
  return [...moves, ...(editor.severities.length > 0 ? marking : points), ...segment, ...documents];
}

/** The points that digits give at once: of the stepped scale, where no marks need the digits. */
function pointKeys({ scales, severities }: EditorState): readonly { scale: Scale; point: number; key: string }[] {
  const scale = severities.length === 0 ? scales.find(({ isStepped }) => isStepped) : undefined;
  return scale ? scale.anchors.map((point) => ({ scale, point, key: String(point) })) : [];
}

/** The first and last of the digits that give a score at once, where no marks need them: a point, or the beginning of what is typed. */
export function scoreDigits({ scales, severities }: EditorState): readonly [string, string] | undefined {
  if (scales.length === 0 || severities.length > 0) return undefined;
  const stepped = scales.find(({ isStepped }) => isStepped);
  return ['0', String(stepped ? stepped.most : 9)];
}

const SEVERITY_KEYS = { neutral: '0', minor: '1', major: '2', critical: '3' } as const;

export function severityKey(severity: keyof typeof SEVERITY_KEYS): string {
  return SEVERITY_KEYS[severity];
}

export function severityOfKey(key: string): keyof typeof SEVERITY_KEYS | undefined {
  const severities = ['neutral', 'minor', 'major', 'critical'] as const;
  return severities.find((severity) => SEVERITY_KEYS[severity] === key);
}
