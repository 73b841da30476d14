import type { JsonObject } from '../../../lib/compliance/template/json';
import { aConnection, aLine, att, found, outcome, type Resources, ref, TOKEN } from './support';

const rule = 'HeartLab-OPS1';
const TOLD = { TreatMissingData: 'breaching', AlarmActions: [ref('Topic')] };
const tunnels = (Statistic: string, changes: JsonObject = {}) =>
  [
    'AWS::CloudWatch::Alarm',
    {
      ...{ Namespace: 'AWS/VPN', MetricName: 'TunnelState', Statistic },
      Dimensions: [{ Name: 'VpnId', Value: ref('Connection') }],
      ...{ ComparisonOperator: 'LessThanThreshold', Threshold: 1, ...TOLD, ...changes },
    },
  ] as const;
const watched = (one: JsonObject = {}, both: JsonObject = {}): Resources => ({
  Connection: aConnection(),
  One: tunnels('Minimum', one),
  Both: tunnels('Maximum', both),
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

  test('takes other ways to say the same', () => {
    const average = (threshold: number) => ({ Statistic: 'Average', Threshold: threshold });
    expect(found(rule, watched(average(1), average(0.5)))).toEqual([]);
    expect(found(rule, watched({ ComparisonOperator: 'LessThanOrEqualToThreshold', Threshold: '0' }))).toEqual([]);
  });

  test.each<[string, Resources, RegExp]>([
    [
      'no alarm for one tunnel',
      { ...watched(), One: tunnels('Maximum') },
      /^Connection: has no alarm for one tunnel being down/,
    ],
    [
      'no alarm for both',
      { ...watched(), Both: tunnels('Minimum') },
      /^Connection: has no alarm for both tunnels being down/,
    ],
    ['an alarm that is always on', watched({ Threshold: 2 }), /one tunnel/],
    ['an alarm that is never on', watched({}, { Threshold: 0 }), /both tunnels/],
    ['a threshold that is a token', watched({}, { Threshold: TOKEN }), /both tunnels/],
    ["another connection's alarm", watched({ Dimensions: [{ Name: 'VpnId', Value: ref('Other') }] }), /one tunnel/],
    [
      'missing data that is not breaching',
      watched({ TreatMissingData: 'notBreaching' }),
      /^One: missing data is notBreaching to it/,
    ],
    [
      "missing data as AWS's default has it",
      watched({}, { TreatMissingData: undefined }),
      /^Both: missing data is nothing to it/,
    ],
    ['missing data that is a token', watched({ TreatMissingData: TOKEN }), /^One: missing data/],
    ['nobody told', watched({ AlarmActions: [] }), /^One: it tells nobody/],
    ['actions turned off', watched({ ActionsEnabled: false }), /^One: it tells nobody/],
    ['no alarm for the session', { Line: aLine() }, /^Line: has no alarm for its BGP session/],
    ["an alarm of another line's session", line({ ...BY_DIMENSION, Dimensions: [{ Value: ref('Other') }] }), /^Line: /],
    [
      'a session whose missing data is fine',
      line({ ...BY_QUERY, TreatMissingData: 'ignore' }),
      /^Session: missing data is ignore/,
    ],
  ])('finds %s', (_, resources, said) => {
    expect(found(rule, resources)).toEqual([expect.stringMatching(said)]);
  });

  test('a composite alarm may tell instead', () => {
    const AlarmRule = { 'Fn::Sub': `ALARM("\${One.Arn}")` };
    const Composite = ['AWS::CloudWatch::CompositeAlarm', { AlarmRule, AlarmActions: [ref('Topic')] }] as const;
    const silent = watched({ AlarmActions: undefined });
    expect(found(rule, { ...silent, Composite })).toEqual([]);
    expect(found(rule, { ...silent, Composite: ['AWS::CloudWatch::CompositeAlarm', { AlarmRule }] })).toHaveLength(1);
  });
});
