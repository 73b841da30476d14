import { certificateCheck } from '../../../lib/preflight/checks/certificate';
import { aManagedEnvironment, INGEST, MANAGED } from '../../support/builders/sites';
import { Refusal } from '../../support/fake-aws/http-wire';
import { checked, TODAY } from '../../support/fake-aws/preflight-world';

const environment = aManagedEnvironment();
const inDays = (days: number): Date => new Date(TODAY.getTime() + days * 86_400_000);
const ISSUED = {
  CertificateArn: MANAGED.certificateArn,
  DomainName: `*.${INGEST.domain}`,
  SubjectAlternativeNames: [`*.${INGEST.domain}`],
  Status: 'ISSUED',
  Type: 'AMAZON_ISSUED',
  KeyAlgorithm: 'RSA_2048',
  NotAfter: inDays(300),
};

async function found(changes: object) {
  const { rows } = await checked(certificateCheck, {
    environment,
    answers: { 'acm:DescribeCertificate': () => ({ Certificate: { ...ISSUED, ...changes } }) },
  });
  return rows;
}

test.each([
  ['by its wildcard', {}],
  ['by the name of each site', { DomainName: `auckland-heart.${INGEST.domain}`, SubjectAlternativeNames: [] }],
  [
    'by a second name',
    { DomainName: 'heartlab.example', SubjectAlternativeNames: ['heartlab.example', `*.${INGEST.domain}`] },
  ],
  ['with an ECDSA key', { KeyAlgorithm: 'EC_prime256v1' }],
  ['with exactly thirty days left', { NotAfter: inDays(30) }],
])('passes if it covers the sites %s', async (_, changes) => {
  expect(await found(changes)).toEqual([
    {
      outcome: 'PASS',
      found: expect.stringMatching(/^arn:aws:acm:\S+ covers \S*\S until 20\d\d-\d\d-\d\d$|covers .*, .* until/),
    },
  ]);
});

test('fails while its validation is pending, with the DNS record to create', async () => {
  const ResourceRecord = { Name: '_a.ingest.example.', Type: 'CNAME', Value: '_b.acm-validations.aws.' };
  const pending = {
    Status: 'PENDING_VALIDATION',
    NotAfter: undefined,
    DomainValidationOptions: [
      { DomainName: ISSUED.DomainName, ValidationStatus: 'PENDING_VALIDATION', ResourceRecord },
      { DomainName: 'a', ValidationStatus: 'PENDING_VALIDATION', ResourceRecord },
    ],
  };
  expect(await found(pending)).toEqual([
    {
      outcome: 'FAIL',
      found: 'the certificate is PENDING_VALIDATION; a load balancer accepts only an issued certificate',
      remedy:
        'create the record _a.ingest.example. CNAME _b.acm-validations.aws. in DNS; ACM then issues the certificate',
    },
  ]);
});

test('fails if it was not issued, with the reason', async () => {
  expect(await found({ Status: 'FAILED', FailureReason: 'CAA_ERROR' })).toEqual([
    {
      outcome: 'FAIL',
      found: 'the certificate is FAILED (CAA_ERROR); a load balancer accepts only an issued certificate',
      remedy: `aws acm describe-certificate --certificate-arn ${MANAGED.certificateArn} --region ap-southeast-2`,
    },
  ]);
});

test.each([
  ['a name above', INGEST.domain],
  ['a wildcard above', `*.${INGEST.domain.slice(INGEST.domain.indexOf('.') + 1)}`],
  ['another site', `another.${INGEST.domain}`],
])('fails if it covers only %s', async (_, name) => {
  expect(await found({ DomainName: name, SubjectAlternativeNames: [name] })).toEqual([
    {
      outcome: 'FAIL',
      found: `the certificate covers ${name}, but not auckland-heart.${INGEST.domain}: senders would refuse the connection`,
      remedy: `aws acm request-certificate --domain-name '*.${INGEST.domain}' --validation-method DNS --region ap-southeast-2, then write its ARN in ingest.managed.certificateArn`,
    },
  ]);
});

test('fails if no site is deployed yet and it covers no wildcard', async () => {
  const { rows } = await checked(certificateCheck, {
    environment,
    sites: [],
    answers: {
      'acm:DescribeCertificate': () => ({
        Certificate: { ...ISSUED, DomainName: 'x.example', SubjectAlternativeNames: [] },
      }),
    },
  });
  expect(rows).toEqual([
    expect.objectContaining({ outcome: 'FAIL', found: expect.stringContaining(`not *.${INGEST.domain}:`) }),
  ]);
});

test('fails if it has expired', async () => {
  expect(await found({ NotAfter: inDays(-1) })).toEqual([
    {
      outcome: 'FAIL',
      found: 'the certificate expired on 2026-11-27',
      remedy: expect.stringContaining('ACM renews it automatically'),
    },
  ]);
});

test('warns before it expires: an imported certificate must be imported again, and ACM reports the renewal of its own', async () => {
  expect(await found({ NotAfter: inDays(29), Type: 'IMPORTED' })).toEqual([
    {
      outcome: 'WARN',
      found: 'the certificate expires on 2026-12-27, in 29 days',
      remedy: `ACM does not renew it: aws acm import-certificate --certificate-arn ${MANAGED.certificateArn} with the new certificate`,
    },
  ]);
  expect(await found({ NotAfter: inDays(2), RenewalSummary: { RenewalStatus: 'PENDING_VALIDATION' } })).toEqual([
    expect.objectContaining({ outcome: 'WARN', remedy: expect.stringContaining('(renewal: PENDING_VALIDATION)') }),
  ]);
});

test('fails for a key that a load balancer does not accept', async () => {
  expect(await found({ KeyAlgorithm: 'ML_DSA_65' })).toEqual([
    {
      outcome: 'FAIL',
      found: 'the key algorithm of the certificate is ML_DSA_65, which a load balancer does not accept',
      remedy: expect.stringContaining('ECDSA'),
    },
  ]);
});

test('fails if the account has no such certificate', async () => {
  const { rows } = await checked(certificateCheck, {
    environment,
    answers: {
      'acm:DescribeCertificate': () => {
        throw new Refusal(400, 'ResourceNotFoundException', 'Could not find certificate');
      },
    },
  });
  expect(rows).toEqual([
    {
      outcome: 'FAIL',
      found: `ACM has no certificate ${MANAGED.certificateArn} in account 111122223333, ap-southeast-2`,
      remedy: expect.stringContaining(`--domain-name '*.${INGEST.domain}'`),
    },
  ]);
});

test('is skipped for an existing ingest', async () => {
  const { rows, calls } = await checked(certificateCheck, { answers: {} });
  expect(rows).toEqual([{ outcome: 'SKIPPED', found: 'the environment has no managed ingest', unanswered: false }]);
  expect(calls.map(({ action }) => action)).toEqual(['sts:GetCallerIdentity']);
});

test('is unanswered if AWS denies the call', async () => {
  const { rows } = await checked(certificateCheck, { environment, answers: {} });
  expect(rows).toEqual([
    {
      outcome: 'SKIPPED',
      found: expect.stringContaining('may not acm:DescribeCertificate in account 111122223333'),
      unanswered: true,
    },
  ]);
});
