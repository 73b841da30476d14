import type { Site } from '../../../lib/config/model';
import { aDirectSite, anEnvironment, anInterface, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const { vpn } = aSite();
const both = aDirectSite([anInterface()], { vpn });

/** Every alarm of a site by name, including composite alarms. */
function alarmsOf(site: Site, environment = anEnvironment()) {
  const template = siteTemplate(site, environment);
  return new Map(
    ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm']
      .flatMap((type) => Object.entries(template.findResources(type)))
      .map(([id, { Properties }]) => [Properties.AlarmName as string, { id, ...Properties }] as const),
  );
}
const alarmOf = (site: Site, name: string) => alarmsOf(site).get(`heartlab-auckland-heart-${name}`);

/** The ids of the alarms in the rule of a composite alarm, which must be a chain of ANDs. */
function allOf(rule: unknown): readonly string[] {
  const [, parts] = (rule as { readonly 'Fn::Join': [string, readonly unknown[]] })['Fn::Join'];
  const text = parts.map((part) => (typeof part === 'string' ? part : '#')).join('');
  expect(text).toMatch(/^ALARM\("#"\)( AND ALARM\("#"\))*$/);
  return parts.flatMap((part) =>
    typeof part === 'string' ? [] : [(part as { readonly 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0]],
  );
}

const query = (metric: string, id: string) => [
  {
    Id: 'q1',
    Expression: {
      'Fn::Join': [
        '',
        [
          `SELECT MAX(${metric}) FROM "AWS/DX" WHERE VirtualInterfaceId = '`,
          { 'Fn::GetAtt': [id, 'VirtualInterfaceId'] },
          "'",
        ],
      ],
    },
    Period: 300,
    ReturnData: true,
  },
];

describe('DirectConnectAlarms', () => {
  test.each<[string, Site, readonly string[]]>([
    [
      'only Direct Connect',
      aDirectSite(),
      [
        'cut-off',
        'dx-primary-bgp-down',
        'dx-primary-many-prefixes',
        'dx-secondary-bgp-down',
        'dx-secondary-many-prefixes',
        'dxcon-fg1a2b3c-down',
        'dxcon-fh4d5e6f-down',
      ],
    ],
    [
      'with a VPN',
      both,
      [
        'both-tunnels-down',
        'cut-off',
        'dx-primary-bgp-down',
        'dx-primary-many-prefixes',
        'dxcon-fg1a2b3c-down',
        'one-tunnel-down',
      ],
    ],
    [
      'two interfaces on one LAG',
      aDirectSite(
        ['a', 'b'].map((name, index) => anInterface({ name, connectionId: 'dxlag-fh4d5e6f', vlan: index + 1 })),
      ),
      ['cut-off', 'dx-a-bgp-down', 'dx-a-many-prefixes', 'dx-b-bgp-down', 'dx-b-many-prefixes'],
    ],
    [
      'two interfaces on one connection',
      aDirectSite(['a', 'b'].map((name, index) => anInterface({ name, vlan: index + 1 }))),
      ['cut-off', 'dx-a-bgp-down', 'dx-a-many-prefixes', 'dx-b-bgp-down', 'dx-b-many-prefixes', 'dxcon-fg1a2b3c-down'],
    ],
    ['only a VPN', aSite(), ['both-tunnels-down', 'one-tunnel-down']],
  ])('%s has exactly its alarms', (_, site, names) => {
    expect([...alarmsOf(site).keys()].sort()).toEqual(names.map((name) => `heartlab-auckland-heart-${name}`));
  });

  test('the session alarm is on if the BGP session is down or data is missing', () => {
    expect(alarmOf(aDirectSite(), 'dx-secondary-bgp-down')).toMatchObject({
      Metrics: query('VirtualInterfaceBgpStatus', 'VirtualInterfaceSecondary'),
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      EvaluationPeriods: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('the connection alarm is on if the connection is down or data is missing', () => {
    expect(alarmOf(aDirectSite(), 'dxcon-fh4d5e6f-down')).toMatchObject({
      Namespace: 'AWS/DX',
      MetricName: 'ConnectionState',
      Dimensions: [{ Name: 'ConnectionId', Value: 'dxcon-fh4d5e6f' }],
      Statistic: 'Minimum',
      Period: 300,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  test('the prefix alarm is on near the limit of 100, and not if the session is down', () => {
    expect(alarmOf(aDirectSite(), 'dx-primary-many-prefixes')).toMatchObject({
      Metrics: query('VirtualInterfaceBgpPrefixesAccepted', 'VirtualInterfacePrimary'),
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 90,
      TreatMissingData: 'notBreaching',
    });
  });

  test.each<[string, Site, readonly string[]]>([
    ['both interfaces', aDirectSite(), ['dx-primary-bgp-down', 'dx-secondary-bgp-down']],
    ['the interface and both tunnels', both, ['dx-primary-bgp-down', 'both-tunnels-down']],
    ['the only interface', aDirectSite([anInterface()]), ['dx-primary-bgp-down']],
  ])('the cut-off alarm requires %s down, and not fewer', (_, site, names) => {
    expect(allOf(alarmOf(site, 'cut-off')?.AlarmRule)).toEqual(names.map((name) => alarmOf(site, name)?.id));
  });

  test('every alarm notifies of every change of state, and its description has the effect and what to do', () => {
    const topic = 'arn:aws:sns:ap-southeast-2:111122223333:ours';
    for (const site of [aDirectSite(), both, aDirectSite([anInterface()])]) {
      for (const alarm of alarmsOf(site, anEnvironment({ alarmTopicArn: topic })).values()) {
        expect(alarm).toMatchObject({ AlarmActions: [topic], OKActions: [topic], InsufficientDataActions: [topic] });
        expect(alarm.AlarmDescription).toMatch(/^auckland-heart: .*(Call|[Aa]sk) .*the hospital/);
        expect(alarm.AlarmDescription.length).toBeLessThanOrEqual(1024);
      }
    }
  });

  test.each([
    [aSite(), 'both-tunnels-down', /\. The hospital is cut off/],
    [both, 'both-tunnels-down', /If Direct Connect fails, the hospital is cut off/],
    [both, 'dx-primary-bgp-down', /The VPN takes over/],
    [aDirectSite(), 'dx-primary-bgp-down', /The other virtual interface takes over/],
    [aDirectSite([anInterface()]), 'dx-primary-bgp-down', /There is no other path: the hospital is cut off/],
    [both, 'cut-off', /\. The hospital is cut off/],
  ])('the description states the effect on the hospital (%#)', (site, name, words) => {
    expect(alarmOf(site, name)?.AlarmDescription).toMatch(words);
  });

  test.each([
    ['without a VPN', aDirectSite(), 3],
    ['with a VPN', both, 9],
  ])('the dashboard shows every alarm, the sessions and the traffic: %s', (_, site, y) => {
    const template = siteTemplate(site);
    const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
    const parts: readonly unknown[] = dashboard?.Properties.DashboardBody['Fn::Join'][1];
    const referred = parts.flatMap((part) =>
      typeof part === 'string' ? [] : [(part as { readonly 'Fn::GetAtt'?: [string, string] })['Fn::GetAtt']?.[0]],
    );
    for (const { id } of alarmsOf(site).values()) expect(referred).toContain(id);
    const { widgets } = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'x')).join(''));
    const direct = widgets.slice(-2);
    expect(direct).toMatchObject([
      { x: 0, y, properties: { title: 'Direct Connect: BGP sessions (1 = up)' } },
      { x: 12, y, properties: { title: 'Direct Connect: traffic (bits a second)' } },
    ]);
    const ids = (site.directConnect?.virtualInterfaces ?? []).map(() => 'VirtualInterfaceId="x"').join(' OR ');
    expect(direct[0].properties.metrics).toEqual([
      [
        {
          expression: `SEARCH('Namespace="AWS/DX" MetricName="VirtualInterfaceBgpStatus" (${ids})', 'Maximum', 300)`,
          label: '',
        },
      ],
    ]);
  });
});
