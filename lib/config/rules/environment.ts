import { ENVIRONMENT_NAME } from '../schema/environment';
import { type EnvironmentRule, groupBy, indexedItems } from './rule';

export const environmentName: EnvironmentRule = {
  id: 'environment-name',
  holds: 'An environment’s name is lower case, 3 to 32 letters, digits and single hyphens.',
  *check({ name }) {
    if (!ENVIRONMENT_NAME.test(name)) {
      yield {
        path: [],
        at: 'key',
        wrong: 'is not an environment name',
        write:
          'use 3 to 32 lower-case letters, digits and hyphens, beginning with a letter, without two hyphens in a row',
      };
    }
  },
};

export const oneIngest: EnvironmentRule = {
  id: 'one-ingest',
  holds: 'An environment has exactly one of `ingest.managed` and `ingest.service`.',
  *check({ environment: { ingest } }) {
    if (ingest === undefined) return;
    const managed = 'managed' in ingest;
    const service = 'service' in ingest;
    if (managed && service)
      yield {
        path: ['ingest', 'service'],
        at: 'key',
        wrong: 'stands beside `managed`, and only one of the two may',
        write: 'remove one',
      };
    if (!managed && !service)
      yield {
        path: ['ingest'],
        at: 'key',
        wrong: 'has neither `managed` nor `service`',
        write: 'add one: studies must go somewhere',
      };
  },
};

export const someDoor: EnvironmentRule = {
  id: 'some-door',
  holds: '`ingest.service` names at least one door.',
  *check({ environment }) {
    const service = environment.ingest?.service;
    if (service !== undefined && !('mtls' in service) && !('basic' in service)) {
      yield { path: ['ingest', 'service'], at: 'key', wrong: 'names no door', write: 'add mtls, basic or both' };
    }
  },
};

export const zonesInRegion: EnvironmentRule = {
  id: 'zones-in-region',
  holds: 'The availability zones are the Region’s, and differ.',
  *check({ environment }) {
    for (const [index, zone] of indexedItems(environment.availabilityZones)) {
      if (environment.region !== undefined && zone.slice(0, -1) !== environment.region) {
        yield {
          path: ['availabilityZones', index],
          found: `"${zone}"`,
          wrong: `is not a zone of ${environment.region}`,
          write: `write it like ${environment.region}a`,
        };
      }
    }
    for (const group of groupBy(indexedItems(environment.availabilityZones), ([, zone]) => zone).values()) {
      for (const [index, zone] of group.slice(1))
        yield {
          path: ['availabilityZones', index],
          found: `"${zone}"`,
          wrong: 'stands twice',
          write: 'write another zone: a second copy in the same one protects from nothing',
        };
    }
  },
};

export const arnsInRegion: EnvironmentRule = {
  id: 'arns-in-region',
  holds:
    'The certificate, the topic, the services and the images are of the environment’s Region; the images of a private repository there.',
  *check({ environment }) {
    const { region } = environment;
    if (region === undefined) return;
    const managed = environment.ingest?.managed;
    const service = environment.ingest?.service;
    const parts: readonly (readonly [path: readonly string[], value: string | undefined, found: string | undefined])[] =
      [
        [['ingest', 'managed', 'certificateArn'], managed?.certificateArn, managed?.certificateArn?.split(':')[3]],
        [['ingest', 'managed', 'server'], managed?.server, managed?.server?.split('.')[3]],
        [['ingest', 'managed', 'gate'], managed?.gate, managed?.gate?.split('.')[3]],
        [['ingest', 'service', 'mtls'], service?.mtls, service?.mtls?.split('.')[3]],
        [['ingest', 'service', 'basic'], service?.basic, service?.basic?.split('.')[3]],
        [['alarmTopicArn'], environment.alarmTopicArn, environment.alarmTopicArn?.split(':')[3]],
      ];
    for (const [path, value, found] of parts) {
      if (value !== undefined && found !== region)
        yield {
          path,
          found: `"${value.slice(0, 60)}${value.length > 60 ? '…' : ''}"`,
          wrong: `is of Region ${found}`,
          write: `name one of ${region}, the environment's Region`,
        };
    }
  },
};

export const certificateOfAccount: EnvironmentRule = {
  id: 'certificate-of-account',
  holds: 'The certificate is of the environment’s account: a load balancer can use no other.',
  *check({ environment }) {
    const arn = environment.ingest?.managed?.certificateArn;
    const account = arn?.split(':')[4];
    if (account !== undefined && environment.account !== undefined && account !== environment.account) {
      yield {
        path: ['ingest', 'managed', 'certificateArn'],
        wrong: `is of account ${account}, and a load balancer can use only its own account's`,
        write: `name a certificate of ${environment.account}`,
      };
    }
  },
};
