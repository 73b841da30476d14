import type { JsonObject } from '../../../lib/template/json';
import {
  aConnection,
  aGroup,
  aLine,
  anIngress,
  found,
  HOSPITAL_VPC,
  outcome,
  type Resources,
  TOKEN,
} from '../../support/builders/rule-templates';

const rule = 'HeartLab-DX1';
const LINE: Resources = { ...HOSPITAL_VPC, Line: aLine() };
const received = (changes: JsonObject): Resources => ({
  ...LINE,
  Group: aGroup({ SecurityGroupIngress: [anIngress(changes)] }),
});
const sent = (changes: JsonObject): Resources => ({
  ...LINE,
  Group: aGroup({ SecurityGroupEgress: [anIngress(changes)] }),
});
const port = (number: number): JsonObject => ({ FromPort: number, ToPort: number });

describe(rule, () => {
  test('passes STOW-RS and DICOM over TLS', () => {
    for (const number of [443, 2762])
      expect(outcome(rule, received(port(number)))).toEqual({ rule, judged: 1, findings: [] });
    expect(found(rule, sent(port(2762)))).toEqual([]);
  });

  test.each<[string, Resources, RegExp]>([
    [
      '104',
      received(port(104)),
      /ingress rule 1 permits unencrypted images from the hospital on TCP 104 over Direct Connect/,
    ],
    ['11112', received(port(11112)), /TCP 11112/],
    ['a range with both', received({ FromPort: 1, ToPort: 65535 }), /TCP 104, 11112/],
    ['any protocol', received({ IpProtocol: -1 }), /TCP 104, 11112/],
    ['a token for the port', received({ FromPort: TOKEN }), /may permit unencrypted images/],
    ['results to 11112', sent(port(11112)), /permits unencrypted results to the hospital on TCP 11112/],
    ['results to anything', sent({ IpProtocol: '-1' }), /on TCP 0 to 65535/],
    ['results to a token', sent({ ToPort: TOKEN }), /may permit unencrypted results/],
  ])('finds %s', (_, resources, message) => {
    expect(found(rule, resources)).toEqual([expect.stringMatching(message)]);
  });

  test('a VPN as backup makes no difference; without Direct Connect there is no finding', () => {
    const { Line: _, ...without } = received(port(104));
    expect(found(rule, { ...received(port(104)), Connection: aConnection() })).toHaveLength(1);
    expect(outcome(rule, { ...without, Connection: aConnection() })).toEqual({ rule, judged: 0, findings: [] });
  });
});
