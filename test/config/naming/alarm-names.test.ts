import { siteAlarmNames } from '../../../lib/config/naming/alarm-names';
import {
  aDirectSite,
  aManagedEnvironment,
  anEnvironment,
  anInterface,
  aPacs,
  aSite,
} from '../../support/builders/sites';
import { siteTemplate } from '../../support/programs/cdk-app';

const everything = aDirectSite(
  [
    anInterface(),
    anInterface({ name: 'secondary', vlan: 102 }),
    anInterface({ name: 'lag', connectionId: 'dxlag-fh4d5e6f' }),
  ],
  {
    vpn: aSite().vpn,
    alarms: { quietAfterHours: 24 },
    dicom: { stow: { auth: 'mtls' }, deliverTo: [aPacs(), aPacs({ aeTitle: 'OTHER', address: '10.20.1.16' })] },
  },
);

test.each([
  ['VPN', aSite(), anEnvironment()],
  ['Direct Connect', aDirectSite(), anEnvironment()],
  ['everything, managed ingest', everything, aManagedEnvironment()],
  ['everything, an ingest of somebody else', everything, anEnvironment()],
])('are those that the stack creates: %s', (_, site, environment) => {
  const template = siteTemplate(site, environment);
  const made = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].flatMap((type) =>
    Object.values(template.findResources(type)).map(({ Properties }) => String(Properties.AlarmName)),
  );
  expect([...siteAlarmNames(site, environment)].sort()).toEqual(made.sort());
  // The maximum of one DescribeAlarms call.
  expect(siteAlarmNames(site, environment).length).toBeLessThan(100);
});
