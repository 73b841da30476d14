import { FAILURE_REASONS } from '../store/outcome';
import type { ObjectSpool, ObjectStore } from '../store/store';
import { isStorageClass } from './acceptable';
import { COMMAND_FIELDS, DIMSE_STATUS, writeResponse } from './command-set';
import type { DimseEvent } from './events';
import { IncomingObject } from './incoming-object';
import type { PduConnection } from './link';
import { type DimseMessage, MessageAssembler, type MessageEnd } from './messages';
import type { AnsweredContext } from './negotiate';
import { abortPdu, commandPdus, releaseReply } from './pdu-writer';

/** The settings and dependencies of an association. */
export interface AssociationSettings {
  readonly id: number;
  readonly callingAeTitle: string;
  /** The accepted presentation contexts, by id. */
  readonly contexts: ReadonlyMap<number, AnsweredContext>;
  /** The longest P-DATA-TF body that the sender accepts. 0: any length. */
  readonly longestData: number;
  readonly store: ObjectStore;
  readonly spool: ObjectSpool;
  readonly on: (event: DimseEvent) => void;
}

/** Serves an accepted association until it ends: C-ECHO and C-STORE, one message at a time (PS3.7 sections 9.1.1, 9.1.5). */
export class AcceptedAssociation {
  private readonly messages: MessageAssembler;

  constructor(
    private readonly link: PduConnection,
    private readonly settings: AssociationSettings,
  ) {
    this.messages = new MessageAssembler(link, settings.contexts);
  }

  async serve(): Promise<void> {
    const { id, on } = this.settings;
    on({ kind: 'begun', association: id });
    const { how, last } = await this.untilEnding();
    on({ kind: 'ended', association: id, how });
    if (last === 'release-reply') this.link.end(releaseReply());
    else this.link.end(last === 'nothing' ? undefined : abortPdu(last.abort));
  }

  private async untilEnding(): Promise<MessageEnd> {
    for (;;) {
      const message = await this.messages.next();
      const ending = 'how' in message ? message : await this.perform(message);
      if (ending !== undefined) return ending;
    }
  }

  /** Performs the operation of a message and answers it. Returns an ending if that isn't possible. */
  private async perform(message: DimseMessage): Promise<MessageEnd | undefined> {
    const { command } = message;
    // A C-STORE in progress can't be cancelled, and no other operation is supported.
    if (command.field === COMMAND_FIELDS.cancel) return undefined;
    // The gate sends no requests, so it expects no responses.
    if (command.field >= COMMAND_FIELDS.response) return { how: 'protocol', last: { abort: undefined } };
    if (command.field === COMMAND_FIELDS.store) return this.storeObject(message);
    const ending = command.hasDataSet ? await this.messages.dataSet(message, async () => {}) : undefined;
    if (ending !== undefined) return ending;
    return this.respond(
      message,
      command.field === COMMAND_FIELDS.echo ? DIMSE_STATUS.success : DIMSE_STATUS.unrecognizedOperation,
    );
  }

  /** C-STORE. The response is sent when the object can be read back, or storing it has failed. */
  private async storeObject(message: DimseMessage): Promise<MessageEnd | undefined> {
    const { command, context } = message;
    const { id, callingAeTitle, store, spool, on } = this.settings;
    const { sopClass, sopInstance } = command;
    const { transferSyntax } = context;
    if (transferSyntax === undefined || !isStorageClass(context.abstractSyntax) || !command.hasDataSet)
      return { how: 'protocol', last: { abort: undefined } };
    const object = new IncomingObject(spool, { sopClass, sopInstance, transferSyntax, sourceAeTitle: callingAeTitle });
    await object.begin();
    const ending = await this.messages.dataSet(message, (bytes) => object.write(bytes));
    if (ending !== undefined) {
      await object.discard();
      return ending;
    }
    const outcome = await object.store(store);
    on({ kind: 'object', association: id, outcome });
    if (outcome.kind === 'stored') return this.respond(message, DIMSE_STATUS.success);
    const { code, comment } = FAILURE_REASONS[outcome.reason];
    return this.respond(message, code, comment);
  }

  private async respond({ command, context }: DimseMessage, status: number, comment?: string): Promise<undefined> {
    const response = writeResponse(command, status, comment);
    await this.link.send(commandPdus(context.id, response, this.settings.longestData));
  }
}
