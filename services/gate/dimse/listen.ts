import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { ObjectSpool, ObjectStore } from '../store/store';
import { type AssociateRequest, readAssociateRequest } from './associate-request';
import { AcceptedAssociation } from './association';
import type { DimseEvent } from './events';
import { PduConnection } from './link';
import { type AeTitles, type AssociationRejection, answerContexts, rejectionOf } from './negotiate';
import { abortPdu, associateAccept, associateReject } from './pdu-writer';

export interface DimseOptions extends AeTitles {
  /** 0: any free port. */
  readonly port: number;
  readonly store: ObjectStore;
  readonly spool: ObjectSpool;
  /** Seconds without a byte after which the gate ends an association. */
  readonly idleSeconds: number;
  readonly on: (event: DimseEvent) => void;
  /** @default DIMSE_LIMITS */
  readonly limits?: Partial<DimseLimits>;
}

export interface DimseLimits {
  /** From connecting to the last byte of the association request. */
  readonly requestSeconds: number;
  /** Concurrent associations. Further ones are rejected until one has ended. */
  readonly associations: number;
  /** Concurrent connections without an association. If there are more, the oldest is closed, so a new one is always served. */
  readonly waiting: number;
  /** How long `close()` waits for messages in progress. Fargate gives 120 s. */
  readonly closeSeconds: number;
}

export const DIMSE_LIMITS: DimseLimits = { requestSeconds: 10, associations: 20, waiting: 100, closeSeconds: 90 };

export interface DimseListener {
  readonly port: number;
  /**
   * Accepts no new associations. Answers the message in progress in each association, then ends it with A-ABORT. Cuts off the
   * remaining ones after `closeSeconds`.
   */
  close(): Promise<void>;
}

/** Listens for associations. */
export async function startDimse(options: DimseOptions): Promise<DimseListener> {
  const connections = new DimseConnections(options);
  const server = createServer((socket) => connections.add(socket));
  server.listen(options.port);
  await once(server, 'listening');
  // A connection that can't be accepted must not end the process.
  server.on('error', () => {});
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const cutOff = connections.stop();
      await closed;
      clearTimeout(cutOff);
    },
  };
}

/** All connections of the listener, with and without an association. */
class DimseConnections {
  private readonly limits: DimseLimits;
  /** In the order of their arrival. */
  private readonly waiting = new Set<PduConnection>();
  private readonly associated = new Set<PduConnection>();
  private associations = 0;

  constructor(private readonly options: DimseOptions) {
    this.limits = { ...DIMSE_LIMITS, ...options.limits };
  }

  add(socket: Socket): void {
    const link = new PduConnection(socket, this.options.idleSeconds * 1000);
    this.waiting.add(link);
    const [oldest] = this.waiting;
    if (oldest !== undefined && this.waiting.size > this.limits.waiting) {
      this.waiting.delete(oldest);
      oldest.stop('crowded');
    }
    const late = setTimeout(() => link.stop('late'), this.limits.requestSeconds * 1000);
    void this.serve(link, () => {
      clearTimeout(late);
      this.waiting.delete(link);
    }).catch(() => link.destroy());
  }

  /** Ends each association as soon as its message is answered. The timer cuts off the rest. */
  stop(): NodeJS.Timeout {
    for (const link of [...this.waiting, ...this.associated]) link.stop('closing');
    return setTimeout(() => {
      for (const link of this.associated) link.destroy();
    }, this.limits.closeSeconds * 1000);
  }

  private async serve(link: PduConnection, onRequest: () => void): Promise<void> {
    const request = await this.request(link);
    onRequest();
    if (request === undefined) return;
    const { options } = this;
    const rejection = rejectionOf(request, options) ?? this.rejectionIfFull();
    if (rejection !== undefined) {
      options.on({ kind: 'rejected', why: rejection });
      return link.end(associateReject(rejection));
    }
    this.associated.add(link);
    try {
      const contexts = answerContexts(request.contexts);
      await link.send(associateAccept(request, contexts));
      await new AcceptedAssociation(link, {
        id: ++this.associations,
        callingAeTitle: request.callingAeTitle,
        contexts: new Map(contexts.filter(({ result }) => result === 0).map((context) => [context.id, context])),
        longestData: request.longestData,
        store: options.store,
        spool: options.spool,
        on: options.on,
      }).serve();
    } finally {
      this.associated.delete(link);
    }
  }

  private rejectionIfFull(): AssociationRejection | undefined {
    return this.associated.size >= this.limits.associations ? 'too-many-associations' : undefined;
  }

  /** The association request. Without one, the connection is closed here. */
  private async request(link: PduConnection): Promise<AssociateRequest | undefined> {
    const received = await link.next(true);
    const request = received.kind === 'associate-request' ? readAssociateRequest(received.body) : undefined;
    if (request !== undefined) return request;
    const { on } = this.options;
    switch (received.kind) {
      case 'stopped':
        on({ kind: 'dropped', why: received.why });
        link.destroy();
        break;
      case 'closed':
      case 'silent':
      case 'abort':
        if (link.hasReceived) on({ kind: 'dropped', why: 'cut' });
        link.destroy();
        break;
      default:
        on({ kind: 'dropped', why: 'not-dicom' });
        // PS3.8 table 9-10, action AA-1: before an association is established, the source of the abort is the service-user.
        link.end(abortPdu(undefined));
    }
    return undefined;
  }
}
