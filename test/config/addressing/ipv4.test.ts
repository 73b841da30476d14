import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import {
  addressKind,
  addressText,
  blockContains,
  blocksOverlap,
  cidrBlock,
  isWithin,
  parseAddress,
  parseBlock,
  parseInterfaceAddress,
} from '../../../lib/config/addressing/ipv4';

const address = fc.ipV4();
const prefix = fc.integer({ min: 0, max: 32 });

describe('IPv4 arithmetic', () => {
  test('a block has the first and last address of the reference library, and no host bits', () => {
    fc.assert(
      fc.property(address, prefix, (text, length) => {
        const cidr = `${text}/${length}`;
        const parsed = parseInterfaceAddress(cidr);
        const first = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
        expect(parsed?.address).toBe(parseAddress(text));
        expect(parsed && addressText(parsed.block.first)).toBe(first);
        expect(parsed && addressText(parsed.block.last)).toBe(ipaddr.IPv4.broadcastAddressFromCIDR(cidr).toString());
        expect(parsed?.block.text).toBe(`${first}/${length}`);
        expect(parseBlock(cidr) !== undefined).toBe(first === text);
      }),
    );
  });

  test('overlap and containment agree with a comparison of the ends', () => {
    const some = fc
      .tuple(address, prefix)
      .map(([text, length]) => cidrBlock(parseInterfaceAddress(`${text}/${length}`)?.block.text ?? ''));
    fc.assert(
      fc.property(some, some, (a, b) => {
        expect(blocksOverlap(a, b)).toBe(blockContains(a, b.first) || blockContains(b, a.first));
        expect(isWithin(a, b)).toBe(blockContains(b, a.first) && blockContains(b, a.last));
      }),
    );
  });

  test.each([
    '10.0.0.0',
    '10.0.0/8',
    '10.0.0.0/33',
    '10.0.0.256/8',
    '010.0.0.0/8',
    '10.0.0.0/08',
    '10.0.0.0/-1',
    '0x0a.0.0.0/8',
    '10.0.0.0/8 ',
    '::/0',
    '',
  ])('%p is not a CIDR', (text) => {
    expect(parseInterfaceAddress(text)).toBeUndefined();
  });

  test.each([
    ['8.8.8.8', 'public'],
    ['203.0.113.9', 'documentation'],
    ['198.51.100.1', 'documentation'],
    ['192.0.2.1', 'documentation'],
    ['10.1.1.1', 'not-public'],
    ['172.31.255.255', 'not-public'],
    ['192.168.0.1', 'not-public'],
    ['100.64.0.1', 'not-public'],
    ['127.0.0.1', 'not-public'],
    ['169.254.1.1', 'not-public'],
    ['224.0.0.1', 'not-public'],
    ['255.255.255.255', 'not-public'],
    ['0.0.0.0', 'not-public'],
    ['198.18.0.1', 'not-public'],
    ['nonsense', 'not-public'],
  ] as const)('%s is %s', (text, kind) => {
    expect(addressKind(text)).toBe(kind);
  });

  test('a constant that is not a block throws', () => {
    expect(() => cidrBlock('10.0.0.1/8')).toThrow(RangeError);
  });
});
