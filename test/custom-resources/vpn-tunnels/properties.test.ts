import { parseProperties, previousKeys } from '../../../lib/custom-resources/vpn-tunnels/properties';
import { desired, FIRST, SECOND } from '../../support/builders/tunnel-plans';

/** CloudFormation passes numbers and booleans as strings. */
function stringified(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(stringified);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, stringified(item)]));
  }
  return value;
}

const given = { ServiceToken: 'arn:aws:lambda:…', ...desired({ KeyGeneration: 3 }) };

test('strings are converted to numbers and booleans', () => {
  expect(parseProperties('site', stringified(given))).toEqual(desired({ KeyGeneration: 3 }));
});

test('numbers and booleans are accepted too', () => {
  expect(parseProperties('site', given)).toEqual(desired({ KeyGeneration: 3 }));
});

test.each([
  ['an unknown property', { ...given, Extra: '1' }, /Extra/],
  [
    'an unknown option',
    { ...given, Tunnels: [{ ...given.Tunnels[0], PreSharedKey: 'x' }, given.Tunnels[1]] },
    /Tunnels\.0: .*PreSharedKey/,
  ],
  ['one tunnel', { ...given, Tunnels: [given.Tunnels[0]] }, /Tunnels/],
  ['three tunnels', { ...given, Tunnels: [...given.Tunnels, given.Tunnels[0]] }, /Tunnels/],
  [
    'no tunnels',
    { ServiceToken: 'x', VpnConnectionId: 'vpn-1', CustomerGatewayId: 'cgw-1', AcceptOutage: 'false' },
    /Tunnels/,
  ],
  ['an invalid flag', { ...given, AcceptOutage: 'yes' }, /AcceptOutage/],
  [
    'an invalid number',
    { ...given, Tunnels: [{ ...given.Tunnels[0], DPDTimeoutSeconds: '30s' }, given.Tunnels[1]] },
    /Tunnels\.0\.DPDTimeoutSeconds/,
  ],
  ['another resource', { ...given, VpnConnectionId: 'vgw-1' }, /VpnConnectionId: is not the id of a VPN connection/],
  [
    'another gateway',
    { ...given, CustomerGatewayId: 'vgw-1' },
    /CustomerGatewayId: is not the id of a customer gateway/,
  ],
  [
    'an empty list',
    { ...given, Tunnels: [{ ...given.Tunnels[0], IKEVersions: [] }, given.Tunnels[1]] },
    /Tunnels\.0\.IKEVersions/,
  ],
  ['nothing', undefined, /the properties/],
])('the error names the problem: %s', (_, properties, message) => {
  expect(() => parseProperties('auckland-heart', properties)).toThrow(message);
  expect(() => parseProperties('auckland-heart', properties)).toThrow(/^auckland-heart: the properties are invalid/);
});

test('every problem is reported at once, and no value is repeated', () => {
  const wrong = { ...given, AcceptOutage: 'S3cret', VpnConnectionId: 'S3cret' };
  expect(() => parseProperties('site', wrong)).toThrow(/VpnConnectionId.*AcceptOutage/s);
  expect(() => parseProperties('site', wrong)).not.toThrow(/S3cret/);
});

test('the previous generations are read from old properties with unknown fields', () => {
  const map = previousKeys(stringified({ ...given, Unknown: 1 }));
  expect([...map]).toEqual([
    [FIRST, 3],
    [SECOND, 1],
  ]);
});

test('invalid old properties are ignored: a rollback from them must not fail', () => {
  expect(previousKeys({ Tunnels: 'x' }).size).toBe(0);
  expect(previousKeys(undefined).size).toBe(0);
});
