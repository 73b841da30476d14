import { tunnelKeys } from '../../lib/operate/tunnel-keys';

/** AWS documents no form of this secret: what could be in it, and what must not be guessed. */

const ADDRESSES = ['203.0.113.1', '203.0.113.12'] as const;
const [ONE, TWO] = ['invented_key.ONE', 'invented_key.TWO'];
const each = { kind: 'each', keys: [ONE, TWO] };

test.each<[string, unknown, unknown]>([
  ['by outside address', { '203.0.113.12': TWO, '203.0.113.1': ONE }, each],
  ['by outside address, within a longer name', { 'vpn-1/203.0.113.12/psk': TWO, 'vpn-1/203.0.113.1/psk': ONE }, each],
  ['by number', { psk2: TWO, psk1: ONE }, each],
  ['by number, nested', { tunnels: { tunnel_1: { preSharedKey: ONE }, tunnel_2: { preSharedKey: TWO } } }, each],
  [
    'a list of objects with the address',
    [
      { OutsideIpAddress: '203.0.113.12', PreSharedKey: TWO, IkeVersion: 'ikev2only' },
      { OutsideIpAddress: '203.0.113.1', PreSharedKey: ONE, IkeVersion: 'ikev2only' },
    ],
    each,
  ],
  [
    'other texts beside them',
    { connection: 'vpn-0123456789', tunnel1_psk: ONE, tunnel2_psk: TWO, region: 'ap-southeast-2' },
    each,
  ],
  ['a single one in JSON', { PreSharedKey: ONE }, { kind: 'one', key: ONE }],
])('%s', (_, secret, expected) => {
  expect(tunnelKeys(JSON.stringify(secret), ADDRESSES)).toEqual(expected);
});

test('a bare key, with a line feed behind it', () => {
  expect(tunnelKeys(`${ONE}\n`, ADDRESSES)).toEqual({ kind: 'one', key: ONE });
});

test.each<[string, string]>([
  ['numbered from 0: which is which, nobody knows', JSON.stringify({ tunnel0: ONE, tunnel1: TWO })],
  ['a list without names', JSON.stringify([ONE, TWO])],
  ['one tunnel only by name', JSON.stringify({ psk1: ONE, other: TWO })],
  ['two keys for one tunnel', JSON.stringify({ psk1: ONE, old_psk1: TWO, psk2: 'invented_key.3' })],
  ['no key at all', JSON.stringify({ note: 'none' })],
  ['prose', 'the keys are in the safe'],
  ['broken JSON', '{"psk1": "inv'],
  ['too short', 'short'],
  ['a number', '12345678901'.replace(/^/, '0')],
])('not told apart: %s', (_, secret) => {
  expect(tunnelKeys(secret, ADDRESSES)).toEqual({ kind: 'as-held', text: secret });
});
