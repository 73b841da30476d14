import { DEVICE_IDS, deviceMeant } from '../../lib/config/devices';
import { schemaErrors } from '../support/builders/folder-problems';

test.each([
  ['FortiGate 100F', 'fortigate'],
  ['Cisco ISR4331', 'cisco-ios-xe'],
  ['Cisco ASA 5506-X', 'cisco-asa'],
  ['Firepower 1010', 'cisco-ftd'],
  ['Palo Alto PA-440', 'palo-alto'],
  ['SRX300', 'juniper-srx'],
  ['Juniper MX204', 'generic'],
  ['Meraki MX67', 'meraki-mx'],
  ['TZ370', 'sonicwall'],
  ['MikroTik hEX', 'mikrotik'],
  ['Huawei AR600', 'generic'],
  ['Cisco RV340', 'generic'],
  ['Cisco', 'cisco-ios-xe or cisco-asa or cisco-ftd'],
])('%s is reported with the device to write, %s', (written, device) => {
  expect(schemaErrors('vpn.gateway.device', written)).toEqual([
    expect.objectContaining({
      path: 'vpn.gateway.device',
      found: `"${written}"`,
      write: expect.stringMatching(new RegExp(`^(write ${device}|did you mean ${device}\\?)$`)),
    }),
  ]);
});

test('each device is meant by its own name', () => {
  for (const id of DEVICE_IDS) expect(deviceMeant(id.replaceAll('-', ' '))).toBe(id);
});
