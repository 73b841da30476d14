import { acknowledgementOf, type RuleCase, VIF_PATH } from './case';

const SERVICE = { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' };

/** Environments. */
export const ENVIRONMENT_CASES: readonly RuleCase[] = [
  {
    rule: 'one-ingest',
    when: 'both are set',
    environment: { 'ingest.service': { mtls: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' } },
    says: [['sydney.ingest.service', /set together with `managed`/]],
  },
  {
    rule: 'one-ingest',
    when: 'both are missing',
    environment: { 'ingest.managed': undefined },
    says: [['sydney.ingest', /neither/]],
  },
  { rule: 'one-ingest', when: 'one is set', says: [] },
  {
    rule: 'some-door',
    when: 'the service names none',
    environment: { 'ingest.managed': undefined, 'ingest.service': {} },
    says: [['sydney.ingest.service', /lists no endpoint service/]],
  },
  {
    rule: 'some-door',
    when: 'it names one',
    environment: {
      'ingest.managed': undefined,
      'ingest.service': { basic: 'com.amazonaws.vpce.ap-southeast-2.vpce-svc-0123456789abcdef0' },
    },
    says: [],
  },
  {
    rule: 'zones-in-region',
    when: 'a zone is of another Region',
    environment: { availabilityZones: ['ap-southeast-2a', 'us-east-1a'] },
    says: [['sydney.availabilityZones[1]', /"us-east-1a" is not a zone of ap-southeast-2/]],
  },
  {
    rule: 'zones-in-region',
    when: 'one is listed twice',
    environment: { availabilityZones: ['ap-southeast-2a', 'ap-southeast-2a'] },
    says: [['sydney.availabilityZones[1]', /is listed twice/]],
  },
  {
    rule: 'zones-in-region',
    when: 'there are three of the Region',
    environment: { availabilityZones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'] },
    says: [],
  },
  {
    rule: 'arns-in-region',
    when: 'the certificate is of another Region',
    environment: {
      'ingest.managed.certificateArn':
        'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000',
    },
    says: [['sydney.ingest.managed.certificateArn', /in Region us-east-1.*ap-southeast-2/]],
  },
  {
    rule: 'arns-in-region',
    when: 'an image is of another Region',
    environment: {
      'ingest.managed.gate': `111122223333.dkr.ecr.us-east-1.amazonaws.com/heartlab-gate@sha256:${'1'.repeat(64)}`,
    },
    says: [['sydney.ingest.managed.gate', /in Region us-east-1/]],
  },
  {
    rule: 'arns-in-region',
    when: 'the topic is of another Region',
    environment: { alarmTopicArn: 'arn:aws:sns:us-east-1:111122223333:alarms' },
    says: [['sydney.alarmTopicArn', /us-east-1/]],
  },
  {
    rule: 'arns-in-region',
    when: 'all are of the Region',
    environment: { alarmTopicArn: 'arn:aws:sns:ap-southeast-2:111122223333:alarms' },
    says: [],
  },
  {
    rule: 'certificate-of-account',
    when: 'it is of another account',
    environment: {
      'ingest.managed.certificateArn':
        'arn:aws:acm:ap-southeast-2:999999999999:certificate/00000000-0000-0000-0000-000000000000',
    },
    says: [['sydney.ingest.managed.certificateArn', /belongs to account 999999999999.*111122223333/]],
  },
  { rule: 'certificate-of-account', when: 'it is of the environment’s', says: [] },
  {
    rule: 'acknowledgement-matches',
    when: 'the policy is misspelt, so the acknowledgement may be valid',
    site: { 'vpn.ipsec': 'eifuu', acknowledge: [acknowledgementOf('HeartLab-VPN3')] },
    says: [],
  },
  {
    rule: 'findings-acknowledged',
    when: 'a second interface exists, but has errors (no DX3)',
    site: { vpn: undefined, [`${VIF_PATH}.1`]: 'bad' },
    says: [],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is too small',
    environment: { 'ingest.managed.cidr': '10.255.0.0/25' },
    says: [['sydney.ingest.managed.cidr', /not between \/16 and \/20/]],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is a /21',
    environment: { 'ingest.managed.cidr': '10.255.0.0/21' },
    says: [['sydney.ingest.managed.cidr', /not between \/16 and \/20.*write it like 10.255.0.0\/20/]],
  },
  {
    rule: 'ingest-cidr-usable',
    when: 'it is multicast',
    environment: { 'ingest.managed.cidr': '224.0.0.0/20' },
    says: [['sydney.ingest.managed.cidr', /multicast/]],
  },
  { rule: 'ingest-cidr-usable', when: 'it is a /20', says: [] },
  {
    rule: 'ingest-holds-cells',
    when: 'there are 82 sites in a /20',
    crowd: 81,
    says: [
      [
        'sydney.ingest.managed.cidr',
        /has addresses for 81 cells, and the environment has 82 sites; write a \/19 if the ingest is not deployed yet/,
      ],
    ],
  },
  { rule: 'ingest-holds-cells', when: 'there are 81', crowd: 80, says: [] },
  {
    rule: 'ingest-holds-cells',
    when: 'the CIDR can’t be divided, which is reported separately',
    environment: { 'ingest.managed.cidr': '10.255.0.0/24' },
    crowd: 81,
    says: [],
  },
  {
    rule: 'database-holds-cells',
    when: 'there are 37 sites',
    crowd: 36,
    says: [
      [
        'sydney',
        /has 37 sites, and the database .* has connections for 36 \(900 minus 20, 24 for each cell\); create another/,
      ],
    ],
  },
  { rule: 'database-holds-cells', when: 'there are 36', crowd: 35, says: [] },
  {
    rule: 'database-holds-cells',
    when: 'there are 37 with an ingest service that exists already',
    crowd: 36,
    environment: { 'ingest.managed': undefined, 'ingest.service': SERVICE },
    says: [],
  },
  {
    rule: 'task-size-exists',
    when: 'Fargate does not offer the pair',
    environment: { 'ingest.managed.task': { vcpus: 8, memoryGiB: 18 } },
    says: [['sydney.ingest.managed.task', /18 GiB with 8 vCPU.*memoryGiB: 16 to 60 in steps of 4/]],
  },
  {
    rule: 'task-size-exists',
    when: 'Fargate offers it',
    environment: { 'ingest.managed.task': { vcpus: 2, memoryGiB: 16 } },
    says: [],
  },
  {
    rule: 'objects-fit-memory',
    when: 'an object is too large for the memory',
    environment: { 'ingest.managed.largestObjectMiB': 1024 },
    says: [
      [
        'sydney.ingest.managed.largestObjectMiB',
        /needs tasks of 7 GiB, and they have 4.*task.memoryGiB: 7 or more, or largestObjectMiB: 512 or less/,
      ],
    ],
  },
  {
    rule: 'objects-fit-memory',
    when: 'the memory is enough',
    environment: { 'ingest.managed.largestObjectMiB': 512 },
    says: [],
  },
];
