import * as z from 'zod';
import { ipv4Block } from './common';
import { environmentContacts, environmentSystem } from './environment-people';
import { CHANGE_EFFECTS, documentedField, withMeaning } from './field';
import { notPlain } from './plain-text';

const RELATIVE_PATH = 'a path relative to the folder of this file, on one line';

const path = (description: string, example: string) =>
  documentedField(
    withMeaning(z.string().min(1).max(200), (text) =>
      /^[^/\\\p{Cc}]\P{Cc}*$/u.test(text) ? notPlain(text) : { wrong: `is not ${RELATIVE_PATH}` },
    ),
    {
      description,
      expected: RELATIVE_PATH,
      example,
      change: CHANGE_EFFECTS.hospital,
      // The path is not secret, but a user may paste a PEM file with a key in its place.
      secret: true,
    },
  );

const image = (description: string, example: string) =>
  documentedField(
    z
      .string()
      .regex(/^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com\/[a-z0-9]+(?:[._/-][a-z0-9]+)*@sha256:[0-9a-f]{64}$/),
    {
      description,
      expected:
        'an image by digest from a private repository (<account>.dkr.ecr.<region>.amazonaws.com/<name>@sha256:<64 hex digits>)',
      example,
      change: CHANGE_EFFECTS.cloud,
    },
  );

const serviceName = (auth: string) =>
  documentedField(z.string().regex(/^com\.amazonaws\.vpce\.[a-z0-9-]+\.vpce-svc-[0-9a-z]+$/), {
    description: `The name of the endpoint service for ${auth} authentication. It must cover the environment's zones, by zone id.`,
    expected: 'the name of an endpoint service (com.amazonaws.vpce.<region>.vpce-svc-…)',
    example: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0',
    change: CHANGE_EFFECTS.hospital,
    changeNote: 'The endpoints of every site that uses the service are replaced and get new addresses',
  });

const managed = documentedField(
  z.strictObject({
    cidr: ipv4Block({
      description:
        "The CIDR block of the ingest's own VPC, /16 to /20. A /20 has addresses for 81 sites, a /19 for 166. One database has connections for 36 sites.",
      example: '10.255.0.0/20',
      change: CHANGE_EFFECTS.fixed,
    }),
    certificateArn: documentedField(z.string().regex(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/), {
      description: 'The ACM certificate that covers *.<domain>, in the same Region.',
      expected: 'the ARN of an ACM certificate',
      example: 'arn:aws:acm:ap-southeast-2:111122223333:certificate/00000000-0000-0000-0000-000000000000',
      change: CHANGE_EFFECTS.cloud,
    }),
    clientCaBundle: path(
      "PEM certificates of the CA that issues the hospitals' client certificates. The file is checked before synth, and must never contain a private key.",
      'certs/heartlab-client-ca.pem',
    ),
    revocationLists: documentedField(
      z.array(path('A PEM certificate revocation list.', 'certs/client-ca.crl.pem')).max(15).default([]),
      {
        description:
          'PEM certificate revocation lists of the client CA, up to 15. A new list is added before an old one is removed, and a trust store accepts 30.',
        expected: 'a list of paths',
        example: '[certs/client-ca.crl.pem]',
        change: CHANGE_EFFECTS.cloud,
      },
    ),
    task: documentedField(
      z
        .strictObject({
          vcpus: documentedField(z.literal([1, 2, 4, 8, 16]).default(1), {
            description: 'vCPUs of one task.',
            expected: '1, 2, 4, 8 or 16',
            example: '1',
            change: CHANGE_EFFECTS.cloud,
          }),
          memoryGiB: documentedField(z.number().int().min(2).max(120).default(4), {
            description: 'GiB of memory of one task. The vCPUs limit what Fargate offers.',
            expected: 'a whole number of GiB from 2 to 120',
            example: '4',
            change: CHANGE_EFFECTS.cloud,
          }),
        })
        .default({ vcpus: 1, memoryGiB: 4 }),
      {
        description: 'The size of each task of a cell. A cell has two tasks.',
        expected: 'a mapping with vcpus and memoryGiB',
        example: '{ vcpus: 1, memoryGiB: 4 }',
      },
    ),
    largestObjectMiB: documentedField(z.number().int().min(1).max(4096).default(512), {
      description:
        'MiB of the largest DICOM object that is accepted. The server keeps whole objects in memory: larger objects need more memory.',
      expected: 'a whole number of MiB from 1 to 4096',
      example: '512',
      change: CHANGE_EFFECTS.cloud,
    }),
    server: image(
      'The image of the DICOMweb server (Orthanc), by digest.',
      '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/orthanc@sha256:<64 hex digits>',
    ),
    gate: image(
      'The image of the gate (services/gate), by digest.',
      '111122223333.dkr.ecr.ap-southeast-2.amazonaws.com/heartlab-gate@sha256:<64 hex digits>',
    ),
  }),
  {
    description: 'A managed ingest, deployed by IngestStack-<environment>, with a CellStack-<site> for each site.',
    expected: 'a mapping with cidr, certificateArn, clientCaBundle, server and gate',
    example: '(see the documented environments.yaml)',
  },
);

/** One environment of sites: a value of `sites/environments.yaml`. */
export const environmentSchema = documentedField(
  z.strictObject({
    account: documentedField(z.string().regex(/^\d{12}$/), {
      description: 'The AWS account, twelve digits in quotes.',
      expected: 'an AWS account number in quotes, twelve digits',
      example: '"111122223333"',
      change: CHANGE_EFFECTS.fixed,
    }),
    region: documentedField(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/), {
      description: 'The AWS Region.',
      expected: 'an AWS Region',
      example: 'ap-southeast-2',
      change: CHANGE_EFFECTS.fixed,
    }),
    availabilityZones: documentedField(
      z
        .array(
          documentedField(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/), {
            description: 'An availability zone of the Region.',
            expected: 'an availability zone',
            example: 'ap-southeast-2a',
            change: CHANGE_EFFECTS.fixed,
          }),
        )
        .min(2)
        .max(3),
      {
        description:
          'Two or three availability zones, append-only. Synth does not look them up, so it needs no credentials.',
        expected: 'a list of two or three availability zones',
        example: '[ap-southeast-2a, ap-southeast-2b]',
        change: CHANGE_EFFECTS.fixed,
        changeNote: 'A third zone may be appended. Every site then gets one more endpoint address',
      },
    ),
    ingest: documentedField(
      z.strictObject({
        domain: documentedField(
          z.string().regex(/^(?=.{1,200}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/),
          {
            description: 'The domain of the ingest. A hospital posts to https://<site>.<domain>/dicomweb/studies.',
            expected: 'a domain name in lower case',
            example: 'ingest.sydney.heartlab.example',
            change: CHANGE_EFFECTS.hospital,
            changeNote: 'Every PACS of the environment must be given the new URL',
          },
        ),
        hostedZoneId: documentedField(z.string().regex(/^Z[A-Z0-9]{5,31}$/), {
          description:
            'The public Route 53 hosted zone of that domain. Each site stack then creates the record <site>.<domain> for its own endpoint. Without this setting, the handover pack lists the record to create.',
          expected: 'the id of a Route 53 hosted zone',
          example: 'Z0123456789ABCDEFGHIJ',
          change: CHANGE_EFFECTS.cloud,
        }).optional(),
        serverCaBundle: path(
          'The CA certificates that hospitals must trust, as PEM. Default: the public root CAs.',
          'certs/server-ca.pem',
        ).optional(),
        managed: managed.optional(),
        service: documentedField(
          z.strictObject({ mtls: serviceName('mTLS').optional(), basic: serviceName('Basic').optional() }),
          {
            description: 'Existing endpoint services, one for each kind of authentication.',
            expected: 'a mapping with mtls, basic or both',
            example: '{ mtls: com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0 }',
          },
        ).optional(),
      }),
      {
        description: 'The destination of studies. Set exactly one of `managed` and `service`.',
        expected: 'a mapping with domain, and managed or service',
        example: '{ domain: ingest.sydney.heartlab.example, service: { … } }',
      },
    ),
    alarmTopicArn: documentedField(z.string().regex(/^arn:aws:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/), {
      description: 'The SNS topic that every alarm notifies. Default: the platform stack creates one.',
      expected: 'the ARN of an SNS topic',
      example: 'arn:aws:sns:ap-southeast-2:111122223333:connectivity-alarms',
      change: CHANGE_EFFECTS.cloud,
    }).optional(),
    contacts: environmentContacts.optional(),
    system: environmentSystem.optional(),
  }),
  {
    description: 'One AWS account and Region in which sites are deployed.',
    expected: 'a mapping of settings',
    example: '(see the documented environments.yaml)',
  },
);

/** Does not allow two hyphens in a row: the name is part of an RDS identifier, which does not allow them either. */
export const ENVIRONMENT_NAME = /^(?!.*--)[a-z][a-z0-9-]{1,30}[a-z0-9]$/;
