import type { JsonObject } from '../../../lib/template/json';
import {
  aChange,
  aConnection,
  aTunnel,
  att,
  found,
  LOGS,
  outcome,
  ref,
  TOKEN,
} from '../../support/builders/rule-templates';

const rule = 'HeartLab-VPN5';
const logging = (changes: JsonObject): JsonObject => ({
  LogOptions: {
    CloudwatchLogOptions: {
      LogEnabled: true,
      LogGroupArn: att('Logs', 'Arn'),
      BgpLogEnabled: true,
      BgpLogGroupArn: att('Logs', 'Arn'),
      ...changes,
    },
  },
});
const NAME = '/aws/vendedlogs/heartlab/a/tunnels';
const NAMED = ['AWS::Logs::LogGroup', { LogGroupName: NAME, KmsKeyId: 'k', RetentionInDays: 365 }] as const;

describe(rule, () => {
  test('passes two tunnels with both logs', () => {
    expect(outcome(rule, { Connection: aConnection(), Logs: LOGS })).toEqual({ rule, judged: 1, findings: [] });
  });

  test('requires the BGP log only with BGP', () => {
    const off = logging({ BgpLogEnabled: undefined, BgpLogGroupArn: undefined });
    expect(found(rule, { Connection: aConnection(off, { StaticRoutesOnly: true }), Logs: LOGS })).toEqual([]);
    expect(found(rule, { Connection: aConnection(off, { StaticRoutesOnly: 'true' }), Logs: LOGS })).toEqual([]);
    for (const StaticRoutesOnly of [false, undefined, TOKEN])
      expect(found(rule, { Connection: aConnection(off, { StaticRoutesOnly }), Logs: LOGS })).toEqual([
        expect.stringMatching(/BGP logging is off/),
      ]);
  });

  test.each([
    ['its name in a literal ARN', `arn:aws:logs:ap-southeast-2:111122223333:log-group:${NAME}`],
    [
      'its name in a joined ARN',
      { 'Fn::Join': ['', ['arn:', ref('AWS::Partition'), `:logs:x:1:log-group:${NAME}:*`]] },
    ],
    ['its name in a substituted ARN', { 'Fn::Sub': `arn:aws:logs:\${AWS::Region}:1:log-group:${NAME}` }],
    ['a piece of its attribute', { 'Fn::Select': [0, { 'Fn::Split': [':*', att('Tunnels', 'Arn')] }] }],
    ['its attribute', { 'Fn::GetAtt': 'Tunnels.Arn' }],
  ])('recognizes the log group by %s', (_, arn) => {
    const tunnel = logging({ LogGroupArn: arn, BgpLogGroupArn: arn });
    expect(found(rule, { Connection: aConnection(tunnel), Tunnels: NAMED })).toEqual([]);
    const open = ['AWS::Logs::LogGroup', { LogGroupName: NAME }] as const;
    expect(found(rule, { Connection: aConnection(tunnel), Tunnels: open })).toHaveLength(4);
  });

  test.each<[string, JsonObject, RegExp]>([
    ['tunnel logging off', logging({ LogEnabled: false }), /tunnel logging is off/],
    ['no logging at all', { LogOptions: undefined }, /tunnel logging is off/],
    ['a token for the switch', logging({ LogEnabled: TOKEN }), /whether tunnel logging is on can't be determined/],
    ['no log group', logging({ LogGroupArn: undefined }), /tunnel logging has no log group/],
    [
      'a log group outside the template',
      logging({ LogGroupArn: { 'Fn::ImportValue': 'x' } }),
      /is not in this template/,
    ],
  ])('finds %s', (_, tunnel, message) => {
    expect(found(rule, { Connection: aConnection(tunnel), Logs: LOGS })).toContainEqual(expect.stringMatching(message));
  });

  test('finds a log group without key or retention', () => {
    const message = found(rule, { Connection: aConnection(), Logs: ['AWS::Logs::LogGroup', undefined] });
    expect(message.join()).toMatch(/Logs has no KMS key.*Logs has no retention/);
  });

  test.each([0, 1, 3])('finds %d tunnels', (count) => {
    const options = { VpnTunnelOptionsSpecifications: Array.from({ length: count }, () => aTunnel()) };
    expect(found(rule, { Connection: aConnection({}, options), Logs: LOGS })[0]).toMatch(
      `${count} tunnels are specified`,
    );
  });

  test('checks the logging of a custom resource that changes the tunnels', () => {
    const off = logging({ LogEnabled: false });
    expect(found(rule, { Connection: aConnection(off), Change: aChange(), Logs: LOGS })).toEqual([]);
    expect(found(rule, { Connection: aConnection(), Change: aChange(off), Logs: LOGS })).toEqual([
      expect.stringMatching(/^Change: .*tunnel logging is off/),
    ]);
  });
});
