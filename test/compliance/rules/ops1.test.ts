import type { JsonObject } from '../../../lib/template/json';
import {
  aConnection,
  aLine,
  att,
  found,
  outcome,
  type Resources,
  ref,
  TOKEN,
} from '../../support/builders/rule-templates';

const rule = 'HeartLab-OPS1';
const TOLD = { TreatMissingData: 'breaching', AlarmActions: [ref('Topic')] };
const tunnels = (Statistic: string, changes: JsonObject = {}) =>
  [
    'AWS::CloudWatch::Alarm',
    {
      Namespace: 'AWS/VPN',
      MetricName: 'TunnelState',
      Statistic,
      Dimensions: [{ Name: 'VpnId', Value: ref('Connection') }],
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      ...TOLD,
      ...changes,
    },
  ] as const;
const BOTH_DOWN = { ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 0 };
const watched = (one: JsonObject = {}, both: JsonObject = {}): Resources => ({
  Connection: aConnection(),
  One: tunnels('Minimum', one),
  Both: tunnels('Maximum', { ...BOTH_DOWN, ...both }),
});
const line = (alarm: JsonObject): Resources => ({
  Line: aLine(),
  Session: ['AWS::CloudWatch::Alarm', { ...TOLD, ...alarm }],
});
const BY_DIMENSION = {
  MetricName: 'VirtualInterfaceBgpStatus',
  Dimensions: [{ Name: 'VirtualInterfaceId', Value: att('Line', 'VirtualInterfaceId') }],
};
const BY_QUERY = {
  Metrics: [
    {
      Expression: {
        'Fn::Join': [
          '',
          ["SELECT MAX(VirtualInterfaceBgpStatus) FROM x WHERE y = '", att('Line', 'VirtualInterfaceId'), "'"],
        ],
      },
    },
  ],
};

describe(rule, () => {
  test('passes an alarm for one tunnel, one for both, one for each session', () => {
    expect(outcome(rule, watched())).toEqual({ rule, judged: 3, findings: [] });
    expect(found(rule, line(BY_DIMENSION))).toEqual([]);
    expect(found(rule, line(BY_QUERY))).toEqual([]);
  });

  test('passes equivalent alarms', () => {
    const average = (Threshold: number) => ({
      Statistic: 'Average',
      ComparisonOperator: 'LessThanThreshold',
      Threshold,
    });
    expect(found(rule, watched(average(1), average(0.5)))).toEqual([]);
    expect(found(rule, watched({}, { ComparisonOperator: 'LessThanThreshold', Threshold: '0.5' }))).toEqual([]);
  });

  // With one tunnel down, the connection's TunnelState is 0.5, or 0 and 1: AWS documents both.
  test.each<[string, JsonObject, JsonObject, RegExp]>([
    [
      'a maximum below 1, which is on with one tunnel down if the sample is 0.5',
      {},
      { ComparisonOperator: 'LessThanThreshold', Threshold: 1 },
      /^Connection: has no alarm for both tunnels being down/,
    ],
    [
      'an average of 0.5, which is on with one tunnel down either way',
      {},
      { Statistic: 'Average', Threshold: 0.5 },
      /^Connection: has no alarm for both tunnels being down/,
    ],
    [
      'a minimum of 0, which is off with one tunnel down if the sample is 0.5',
      { ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: 0 },
      {},
      /^Connection: has no alarm for one tunnel being down/,
    ],
    [
      'a maximum below 1, which is off with one tunnel down if the samples are 0 and 1',
      { Statistic: 'Maximum' },
      {},
      /^Connection: has no alarm for one tunnel being down/,
    ],
  ])('finds %s', (_, one, both, message) => {
    expect(found(rule, watched(one, both))).toEqual([expect.stringMatching(message)]);
  });

  test.each<[string, Resources, RegExp]>([
    [
      'no alarm for one tunnel',
      { ...watched(), One: tunnels('Maximum') },
      /^Connection: has no alarm for one tunnel being down/,
    ],
    [
      'no alarm for both',
      { ...watched(), Both: tunnels('Minimum', BOTH_DOWN) },
      /^Connection: has no alarm for both tunnels being down/,
    ],
    ['an alarm that is always on', watched({ Threshold: 2 }), /one tunnel/],
    [
      'an alarm that is never on',
      watched({}, { ComparisonOperator: 'LessThanThreshold', Threshold: 0 }),
      /both tunnels/,
    ],
    ['an unknown statistic', watched({ Statistic: 'Sum' }), /one tunnel/],
    ['a threshold that is a token', watched({}, { Threshold: TOKEN }), /both tunnels/],
    ["another connection's alarm", watched({ Dimensions: [{ Name: 'VpnId', Value: ref('Other') }] }), /one tunnel/],
    [
      'missing data that is not breaching',
      watched({ TreatMissingData: 'notBreaching' }),
      /^One: its TreatMissingData is notBreaching/,
    ],
    [
      "missing data as AWS's default has it",
      watched({}, { TreatMissingData: undefined }),
      /^Both: its TreatMissingData is nothing/,
    ],
    ['missing data that is a token', watched({ TreatMissingData: TOKEN }), /^One: its TreatMissingData is/],
    ['no action', watched({ AlarmActions: [] }), /^One: it has no action/],
    ['actions turned off', watched({ ActionsEnabled: false }), /^One: it has no action/],
    ['no alarm for the session', { Line: aLine() }, /^Line: has no alarm for its BGP session/],
    ["an alarm of another line's session", line({ ...BY_DIMENSION, Dimensions: [{ Value: ref('Other') }] }), /^Line: /],
    [
      'a session whose missing data is not breaching',
      line({ ...BY_QUERY, TreatMissingData: 'ignore' }),
      /^Session: its TreatMissingData is ignore/,
    ],
  ])('finds %s', (_, resources, message) => {
    expect(found(rule, resources)).toEqual([expect.stringMatching(message)]);
  });

  test('a composite alarm may have the action instead', () => {
    const AlarmRule = { 'Fn::Sub': `ALARM("\${One.Arn}")` };
    const Composite = ['AWS::CloudWatch::CompositeAlarm', { AlarmRule, AlarmActions: [ref('Topic')] }] as const;
    const silent = watched({ AlarmActions: undefined });
    expect(found(rule, { ...silent, Composite })).toEqual([]);
    expect(found(rule, { ...silent, Composite: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule }] })).toHaveLength(1);
  });
});
