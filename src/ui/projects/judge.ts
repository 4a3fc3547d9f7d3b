import type { ProtocolId } from '#core/protocol.ts';

/** How a project's texts are to be judged. */
export interface Judge {
  readonly protocols: readonly ProtocolId[];
  readonly typologyId: string;
}

/** The choices of protocols, each by its name in `ui/text`. */
export const PROTOCOL_CHOICES = [
  { id: 'MQM+ESA', protocols: ['MQM', 'ESA'] },
  { id: 'MQM', protocols: ['MQM'] },
  { id: 'ESA', protocols: ['ESA'] },
  { id: 'DA', protocols: ['DA'] },
  { id: 'SQM', protocols: ['SQM'] },
] as const satisfies readonly { readonly id: string; readonly protocols: readonly ProtocolId[] }[];
