import { connect, type Socket } from 'node:net';

/** A sender that can send invalid messages. It follows PS3.8 and PS3.7, without the gate's own code. */

export const CT = '1.2.840.10008.5.1.4.1.1.2';
export const EXPLICIT = '1.2.840.10008.1.2.1';
export const IMPLICIT = '1.2.840.10008.1.2';

const u16be = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const u32be = (value: number): Buffer =>
  Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);

export const pdu = (type: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from([type, 0]), u32be(body.length), body]);
export const item = (type: number, value: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from([type, 0]), u16be(value.length), Buffer.from(value as string, 'latin1')]);

export interface Request {
  readonly called?: string;
  readonly calling?: string;
  readonly version?: number;
  readonly application?: string;
  /** Id, abstract syntax, transfer syntaxes. */
  readonly contexts?: readonly (readonly [number, string, readonly string[]])[];
  readonly longestData?: number;
  readonly moreUserItems?: readonly Buffer[];
}

export function associateRequest(request: Request = {}): Buffer {
  const { called = 'HEARTLAB', calling = 'CT1', version = 1, contexts = [[1, CT, [EXPLICIT]]] } = request;
  return pdu(
    1,
    Buffer.concat([
      u16be(version),
      Buffer.alloc(2),
      Buffer.from(called.padEnd(16), 'latin1'),
      Buffer.from(calling.padEnd(16), 'latin1'),
      Buffer.alloc(32),
      item(0x10, request.application ?? '1.2.840.10008.3.1.1.1'),
      ...contexts.map(([id, abstract, transfers]) =>
        item(
          0x20,
          Buffer.concat([
            Buffer.from([id, 0, 0, 0]),
            item(0x30, abstract),
            ...transfers.map((transfer) => item(0x40, transfer)),
          ]),
        ),
      ),
      item(
        0x50,
        Buffer.concat([
          item(0x51, u32be(request.longestData ?? 16384)),
          item(0x52, '2.25.7'),
          ...(request.moreUserItems ?? []),
        ]),
      ),
    ]),
  );
}

export const pdv = (context: number, control: number, bytes: Buffer): Buffer =>
  Buffer.concat([u32be(bytes.length + 2), Buffer.from([context, control]), bytes]);
export const data = (...values: readonly Buffer[]): Buffer => pdu(4, Buffer.concat(values));
export const RELEASE = pdu(5, Buffer.alloc(4));
export const ABORT = pdu(7, Buffer.alloc(4));

export type Element = readonly [element: number, value: Buffer | number | string];

export function command(elements: readonly Element[]): Buffer {
  const parts = elements.map(([number, value]) => {
    const raw =
      typeof value === 'number' ? Buffer.from([value & 255, value >> 8]) : Buffer.from(value as string, 'latin1');
    const body = raw.length % 2 === 0 ? raw : Buffer.concat([raw, Buffer.alloc(1)]);
    const head = Buffer.alloc(8);
    head.writeUInt16LE(number, 2);
    head.writeUInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  });
  return Buffer.concat(parts);
}

export const storeCommand = (instance: string, sopClass = CT, messageId = 1, dataSetType = 0): Buffer =>
  command([
    [2, sopClass],
    [0x100, 1],
    [0x110, messageId],
    [0x700, 0],
    [0x800, dataSetType],
    [0x1000, instance],
  ]);

export const echoCommand = (messageId = 1): Buffer =>
  command([
    [2, '1.2.840.10008.1.1'],
    [0x100, 0x30],
    [0x110, messageId],
    [0x800, 0x101],
  ]);

/** A whole C-STORE in two PDUs. */
export const storeMessage = (instance: string, dataSet: Buffer, context = 1): Buffer =>
  Buffer.concat([data(pdv(context, 3, storeCommand(instance))), data(pdv(context, 2, dataSet))]);

export interface Answer {
  readonly type: number;
  readonly body: Buffer;
}

/** Elements of the command in one P-DATA-TF with one value. */
export function responseIn({ type, body }: Answer): ReadonlyMap<number, Buffer> {
  expect(type).toBe(4);
  expect(body.readUInt32BE(0)).toBe(body.length - 4);
  expect(body[5]).toBe(3);
  return elementsIn(body.subarray(6));
}

export function elementsIn(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const elements = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    expect(bytes.readUInt16LE(at)).toBe(0);
    const length = bytes.readUInt32LE(at + 4);
    elements.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return elements;
}

export class Scu {
  private received = Buffer.alloc(0);
  private wake = (): void => {};
  isClosed = false;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.wake();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  static async connected(port: number): Promise<Scu> {
    const socket = connect(port, '127.0.0.1');
    const scu = new Scu(socket);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return scu;
  }

  /** With an association that was accepted. */
  static async associated(port: number, request: Request = {}): Promise<Scu> {
    const scu = await Scu.connected(port);
    scu.send(associateRequest(request));
    expect((await scu.answer()).type).toBe(2);
    return scu;
  }

  send(...bytes: readonly Buffer[]): void {
    this.socket.write(Buffer.concat(bytes));
  }

  /** The next PDU. */
  async answer(): Promise<Answer> {
    for (;;) {
      const length = this.received.length < 6 ? Number.POSITIVE_INFINITY : 6 + this.received.readUInt32BE(2);
      if (this.received.length >= length) {
        const answer = { type: this.received.readUInt8(0), body: this.received.subarray(6, length) };
        this.received = this.received.subarray(length);
        return answer;
      }
      if (this.isClosed) throw new Error('closed without an answer');
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The status of the next response. */
  async status(): Promise<number | undefined> {
    return responseIn(await this.answer())
      .get(0x900)
      ?.readUInt16LE(0);
  }

  /** Resolves when the other side has closed, with the PDUs that came before. */
  async closed(): Promise<readonly Answer[]> {
    const answers: Answer[] = [];
    for (;;) {
      try {
        answers.push(await this.answer());
      } catch {
        return answers;
      }
    }
  }

  close(): void {
    this.socket.destroy();
  }
}
