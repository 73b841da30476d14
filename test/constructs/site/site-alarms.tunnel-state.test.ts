import type { Site } from '../../../lib/config/model';
import { aDirectSite, anInterface, aSite } from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

/**
 * When the alarms of the tunnels are on, by the samples in CloudWatch. AWS's documents disagree about the samples of TunnelState
 * by VpnId while one tunnel is down, so each alarm is evaluated under both readings.
 */
const READINGS: Readonly<Record<string, (tunnel1: number, tunnel2: number) => readonly number[]>> = {
  // "values between 0 and 1 indicate at least one tunnel is not UP. Units: fractional value between 0 and 1":
  // docs.aws.amazon.com/vpn/latest/s2svpn/monitoring-cloudwatch-vpn.html
  'one sample, the fraction that is up': (tunnel1, tunnel2) => [(tunnel1 + tunnel2) / 2],
  // A maximum below 1 means that all tunnels are down: aws/agent-toolkit-for-aws, monitoring-and-troubleshooting-tunnels.md
  'a sample of 0 or 1 for each tunnel': (tunnel1, tunnel2) => [tunnel1, tunnel2],
};

const STATISTICS: Readonly<Record<string, (samples: readonly number[]) => number>> = {
  Minimum: (samples) => Math.min(...samples),
  Maximum: (samples) => Math.max(...samples),
};
const COMPARISONS: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  LessThanThreshold: (value, threshold) => value < threshold,
  LessThanOrEqualToThreshold: (value, threshold) => value <= threshold,
};

/** The alarms of a site, by name, with logical id and properties. */
function alarmsOf(site: Site) {
  const template = siteTemplate(site);
  const all = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.entries(template.findResources(type)),
  );
  return (name: string) => {
    const found = all.find(([, { Properties }]) => Properties.AlarmName === `heartlab-auckland-heart-${name}`);
    if (found === undefined) throw new Error(`no alarm ${name}`);
    return { id: found[0], properties: found[1].Properties };
  };
}

/** Whether a synthesized alarm of TunnelState is on with these samples in each of its periods. */
function rings({ properties }: ReturnType<ReturnType<typeof alarmsOf>>, samples: readonly number[]): boolean {
  const { Statistic, ComparisonOperator, Threshold } = properties;
  const statistic = STATISTICS[Statistic];
  const compare = COMPARISONS[ComparisonOperator];
  if (statistic === undefined || compare === undefined)
    throw new Error(`this test does not evaluate ${Statistic} ${ComparisonOperator}`);
  return compare(statistic(samples), Threshold);
}

/** Whether a composite alarm is on while exactly these other alarms are. Fails if its rule is not a chain of ANDs. */
function composed(rule: { readonly 'Fn::Join': [string, readonly unknown[]] }, on: ReadonlySet<string>): boolean {
  const names = rule['Fn::Join'][1].map((part) =>
    typeof part === 'string' ? part : `${on.has((part as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'][0])}`,
  );
  const terms = names.join('').split(' AND ');
  for (const term of terms) expect(term).toMatch(/^ALARM\("(true|false)"\)$/);
  return terms.every((term) => term.includes('true'));
}

const STATES = [
  [1, 1],
  [0, 1],
  [1, 0],
  [0, 0],
] as const;
const cases = Object.keys(READINGS).flatMap((reading) =>
  STATES.map(([tunnel1, tunnel2]) => ({ reading, tunnel1, tunnel2 })),
);

describe.each(cases)('tunnels $tunnel1 $tunnel2, read as $reading', ({ reading, tunnel1, tunnel2 }) => {
  const samples = READINGS[reading]?.(tunnel1, tunnel2) ?? [];
  const up = tunnel1 + tunnel2;

  test('the alarm for one tunnel is on exactly if fewer than two tunnels are up', () => {
    expect(rings(alarmsOf(aSite())('one-tunnel-down'), samples)).toBe(up < 2);
  });

  test('the alarm for both tunnels is on exactly if none is up', () => {
    expect(rings(alarmsOf(aSite())('both-tunnels-down'), samples)).toBe(up === 0);
  });

  test.each([true, false])(
    'the cut-off alarm is on exactly if no tunnel is up and Direct Connect is down (%s)',
    (dxDown) => {
      const alarm = alarmsOf(aDirectSite([anInterface()], { vpn: aSite().vpn }));
      const session = alarm('dx-primary-bgp-down');
      const both = alarm('both-tunnels-down');
      const on = new Set([...(dxDown ? [session.id] : []), ...(rings(both, samples) ? [both.id] : [])]);
      expect(composed(alarm('cut-off').properties.AlarmRule, on)).toBe(dxDown && up === 0);
    },
  );
});
