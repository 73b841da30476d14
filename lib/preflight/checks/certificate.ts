import { type CertificateDetail, DescribeCertificateCommand } from '@aws-sdk/client-acm';
import type { ManagedIngest } from '../../config/model';
import type { AwsClients } from '../../operate/aws/clients';
import { askAws } from '../../operate/aws/failure';
import { type CheckFinding, failFinding, type PreflightCheck, passUnless, skippedFinding, warnFinding } from '../check';
import type { DeployTarget } from '../target';

const DAY = 86_400_000;
/** A certificate that expires sooner gives a warning. ACM renews its own certificates 60 days before. */
const DAYS_LEFT = 30;

/** An Application Load Balancer accepts every certificate of ACM (ACM user guide, "Prerequisites for importing certificates"). */
const USABLE = /^(RSA[-_](1024|2048|3072|4096)|EC[-_](prime256v1|secp384r1|secp521r1))$/;

export const certificateCheck: PreflightCheck = {
  id: 'certificate',
  question: "Is the ingest's certificate issued, does it cover the sites' host names, and is it valid long enough?",
  matters: true,
  run: async (target) => {
    const { managed } = target.environment.ingest;
    if (managed === undefined) return [skippedFinding('the environment has no managed ingest')];
    const detail = await describe(target.clients, managed.certificateArn);
    if (detail === undefined) return [absent(managed, target)];
    const describing = `aws acm describe-certificate --certificate-arn ${managed.certificateArn} --region ${target.environment.region}`;
    return passUnless(
      [
        ...notIssued(detail, describing),
        ...uncovered(detail, target),
        ...ending(detail, target.now(), describing),
        ...unusable(detail),
      ],
      `${managed.certificateArn} covers ${names(detail).join(', ')} until ${day(detail.NotAfter)}`,
    );
  },
};

/** ACM gives the same answer for a certificate of another account and for no certificate. */
const absent = (
  { certificateArn }: ManagedIngest,
  { environment: { account, region, ingest } }: DeployTarget,
): CheckFinding =>
  failFinding(
    `ACM has no certificate ${certificateArn} in account ${account}, ${region}`,
    `aws acm request-certificate --domain-name '*.${ingest.domain}' --validation-method DNS --region ${region}, then write its ARN in ingest.managed.certificateArn`,
  );

async function describe({ acm, place }: AwsClients, CertificateArn: string): Promise<CertificateDetail | undefined> {
  return askAws('acm:DescribeCertificate', place, async () => {
    try {
      return (await acm.send(new DescribeCertificateCommand({ CertificateArn }))).Certificate;
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
      throw error;
    }
  });
}

function notIssued({ Status, FailureReason, DomainValidationOptions = [] }: CertificateDetail, describing: string) {
  if (Status === 'ISSUED') return [];
  const records = DomainValidationOptions.flatMap(({ ValidationStatus, ResourceRecord: record }) =>
    ValidationStatus === 'SUCCESS' || record === undefined ? [] : [`${record.Name} ${record.Type} ${record.Value}`],
  );
  return [
    failFinding(
      `the certificate is ${Status ?? 'in an unknown state'}${FailureReason === undefined ? '' : ` (${FailureReason})`}; a load balancer accepts only an issued certificate`,
      records.length > 0
        ? `create the record ${[...new Set(records)].join(', and the record ')} in DNS; ACM then issues the certificate`
        : describing,
    ),
  ];
}

const names = ({ DomainName, SubjectAlternativeNames = [] }: CertificateDetail): readonly string[] => [
  ...new Set([...(DomainName === undefined ? [] : [DomainName]), ...SubjectAlternativeNames]),
];

/** A wildcard matches one label (RFC 6125): `*.<domain>` covers every site. */
function uncovered(detail: CertificateDetail, { environment, sites }: DeployTarget): readonly CheckFinding[] {
  const { domain } = environment.ingest;
  const covered = new Set(names(detail).map((name) => name.toLowerCase()));
  if (covered.has(`*.${domain}`)) return [];
  const missing = sites.map(({ site }) => `${site}.${domain}`).filter((host) => !covered.has(host));
  if (sites.length > 0 && missing.length === 0) return [];
  return [
    failFinding(
      `the certificate covers ${names(detail).join(', ') || 'no name'}, but not ${missing.slice(0, 3).join(', ') || `*.${domain}`}${missing.length > 3 ? ` and ${missing.length - 3} more` : ''}: senders would refuse the connection`,
      `aws acm request-certificate --domain-name '*.${domain}' --validation-method DNS --region ${environment.region}, then write its ARN in ingest.managed.certificateArn`,
    ),
  ];
}

function ending(detail: CertificateDetail, now: Date, describing: string): readonly CheckFinding[] {
  const { NotAfter, Type, RenewalSummary, CertificateArn } = detail;
  if (NotAfter === undefined) return [];
  const left = Math.floor((NotAfter.getTime() - now.getTime()) / DAY);
  if (left >= DAYS_LEFT) return [];
  const remedy =
    Type === 'AMAZON_ISSUED'
      ? `ACM renews it automatically if its DNS validation records exist and it is in use${RenewalSummary?.RenewalStatus === undefined ? '' : ` (renewal: ${RenewalSummary.RenewalStatus})`}: ${describing}`
      : `ACM does not renew it: aws acm import-certificate --certificate-arn ${CertificateArn} with the new certificate`;
  return [
    left < 0
      ? failFinding(`the certificate expired on ${day(NotAfter)}`, remedy)
      : warnFinding(`the certificate expires on ${day(NotAfter)}, in ${left} days`, remedy),
  ];
}

const unusable = ({ KeyAlgorithm }: CertificateDetail): readonly CheckFinding[] =>
  USABLE.test(KeyAlgorithm ?? '')
    ? []
    : [
        failFinding(
          `the key algorithm of the certificate is ${KeyAlgorithm ?? 'unknown'}, which a load balancer does not accept`,
          'request or import a certificate with an RSA key of 2048 bits or more, or an ECDSA key',
        ),
      ];

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? 'no known day';
