import { ENVIRONMENT_NAME } from '../schema/environment';
import { type EnvironmentRule, indexedItems, repeatedItems } from './rule';

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
        wrong: 'is set together with `managed`, and only one of the two is allowed',
        write: 'remove one of the two',
      };
    if (!managed && !service)
      yield {
        path: ['ingest'],
        at: 'key',
        wrong: 'has neither `managed` nor `service`',
        write: 'add one of the two: it sets where studies are sent',
      };
  },
};

export const someDoor: EnvironmentRule = {
  id: 'some-door',
  holds: '`ingest.service` lists at least one endpoint service.',
  *check({ environment }) {
    const service = environment.ingest?.service;
    if (service !== undefined && !('mtls' in service) && !('basic' in service)) {
      yield {
        path: ['ingest', 'service'],
        at: 'key',
        wrong: 'lists no endpoint service',
        write: 'add mtls, basic or both',
      };
    }
  },
};

export const zonesInRegion: EnvironmentRule = {
  id: 'zones-in-region',
  holds: 'The availability zones belong to the Region, and each is listed once.',
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
    for (const [index, zone] of repeatedItems(environment.availabilityZones, (one) => one))
      yield {
        path: ['availabilityZones', index],
        found: `"${zone}"`,
        wrong: 'is listed twice',
        write: 'write another zone: a second copy in the same zone adds no protection',
      };
  },
};

export const arnsInRegion: EnvironmentRule = {
  id: 'arns-in-region',
  holds:
    'The certificate, the topic, the services and the images are in the environment’s Region. The images are in a private repository.',
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
          wrong: `is in Region ${found}`,
          write: `use one in ${region}, the environment's Region`,
        };
    }
  },
};

export const certificateOfAccount: EnvironmentRule = {
  id: 'certificate-of-account',
  holds: 'The certificate belongs to the environment’s account: a load balancer can use no other.',
  *check({ environment }) {
    const arn = environment.ingest?.managed?.certificateArn;
    const account = arn?.split(':')[4];
    if (account !== undefined && environment.account !== undefined && account !== environment.account) {
      yield {
        path: ['ingest', 'managed', 'certificateArn'],
        wrong: `belongs to account ${account}, and a load balancer can use only certificates of its own account`,
        write: `use a certificate of account ${environment.account}`,
      };
    }
  },
};
