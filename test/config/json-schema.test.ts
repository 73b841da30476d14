import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  ENVIRONMENTS_SCHEMA_FILE,
  environmentsJsonSchema,
  SITE_SCHEMA_FILE,
  siteJsonSchema,
} from '../../lib/config/json-schema';
import { siteSchema } from '../../lib/config/schema/site';
import { documentedEnvironment, documentedSite, edit } from '../support/builders/site-folder';

const ajv = new Ajv({ strict: false, validateFormats: false });
const validate = ajv.compile(JSON.parse(siteJsonSchema()));
const validateEnvironments = ajv.compile(JSON.parse(environmentsJsonSchema()));

describe('the JSON Schema that editors use', () => {
  test('is current: if this fails, run `npm run schema` and read the difference', () => {
    expect(readFileSync(SITE_SCHEMA_FILE, 'utf8')).toBe(siteJsonSchema());
    expect(readFileSync(ENVIRONMENTS_SCHEMA_FILE, 'utf8')).toBe(environmentsJsonSchema());
  });

  test('environments.yaml names its schema, which accepts it and refuses mistakes', () => {
    for (const folder of ['sites', 'examples/fleet', 'examples/managed-ingest/sites']) {
      const text = readFileSync(join(folder, 'environments.yaml'), 'utf8');
      const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text.split('\n', 1)[0] ?? '') ?? [];
      expect(join(folder, schema)).toBe(ENVIRONMENTS_SCHEMA_FILE);
      expect([folder, validateEnvironments(parse(text))]).toEqual([folder, true]);
    }
    const sydney = documentedEnvironment();
    expect(validateEnvironments({ sydney })).toBe(true);
    for (const wrong of [
      { Sydney: sydney },
      { sydney: { ...sydney, regoin: 'x' } },
      { sydney: edit(sydney, 'account', 1) },
    ])
      expect(validateEnvironments(wrong)).toBe(false);
  });

  test('accepts the documented file and every example', () => {
    const names = readdirSync('examples/fleet').filter(
      (file) => file.endsWith('.yaml') && file !== 'environments.yaml',
    );
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      expect({ name, valid: validate(parse(readFileSync(join('examples/fleet', name), 'utf8'))) }).toEqual({
        name,
        valid: true,
      });
    }
    expect(validate(documentedSite())).toBe(true);
  });

  test('refuses a misspelt key, a missing key, and a value of the wrong type', () => {
    expect(validate({ ...documentedSite(), vnp: {} })).toBe(false);
    expect(validate(edit(documentedSite(), 'network.cloudCidr', undefined))).toBe(false);
    expect(validate(edit(documentedSite(), 'vpn.dpdTimeoutSeconds', 'soon'))).toBe(false);
    expect(validate(edit(documentedSite(), 'network.cloudCidr', 'everything'))).toBe(false);
  });

  test('refuses CloudFormation references and invisible characters in the editor', () => {
    for (const text of ['{{resolve:ssm:x}}', `Clinic $\{AWS::AccountId}`, '{x}', 'Clinic\u202e', 'Clinic\u2028'])
      for (const path of ['name', 'environment', 'dicom.deliverTo.0.aeTitle'])
        expect({ text, path, valid: validate(edit(documentedSite(), path, text)) }).toMatchObject({ valid: false });
  });

  test('describes for each setting the effect of a change on the hospital', () => {
    expect(siteJsonSchema()).toContain('fixed for life. A change would replace the connection');
    expect(siteJsonSchema()).toContain('This tunnel stays down until the hospital has entered its new key');
  });

  test('never refuses a value that the loader accepts', () => {
    const value = fc.oneof(
      fc.constantFrom('bgp', 'static', 'eifu', 'nzism', 30, 60, true, null, [], '10.0.0.0/26', 'x'),
      fc.nat(70000),
      fc.string({ unit: fc.constantFrom('{', '$', ' ', 'a', '}', '\u202e', '\ud800') }),
    );
    const path = fc.constantFrom(
      'vpn.routing',
      'vpn.ipsec',
      'vpn.dpdTimeoutSeconds',
      'vpn.acceptOutage',
      'network.cloudCidr',
      'dicom.deliverTo.0.port',
      'directConnect.virtualInterfaces.0.vlan',
      'name',
    );
    fc.assert(
      fc.property(path, value, (where, what) => {
        const data = edit(documentedSite(), where, what);
        if (siteSchema.safeParse(data).success) expect(validate(data)).toBe(true);
      }),
    );
  });
});
