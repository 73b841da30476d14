import type { ControlFramework, ControlSource } from './control';

/** The newest edition whose text could be read. Its note names one amendment, 78 FR 5694 of 25 January 2013. */
const CFR_2019: ControlSource = {
  title:
    '45 CFR 164.312, edition of 1 October 2019, U.S. Government Publishing Office, read in whole; the eCFR of 2026 was not read',
  url: 'https://www.govinfo.gov/content/pkg/CFR-2019-title45-vol2/xml/CFR-2019-title45-vol2-sec164-312.xml',
  howRead: 'published',
};

export const HIPAA: ControlFramework = {
  title: 'HIPAA Security Rule, 45 CFR 164.312',
  controls: [
    {
      id: '164.312(a)(1)',
      title: 'Access control',
      asks: 'only persons and programs with granted rights have access',
      rules: [
        'HeartLab-SG2',
        'HeartLab-STOW2',
        'HeartLab-STOW4',
        'HIPAA.Security-IAMPolicyNoStatementsWithAdminAccess',
      ],
      facts: ['ports', 'cell'],
      notShown: 'the grants to people; DIMSE, whose senders are known only by address',
      source: CFR_2019,
    },
    {
      id: '164.312(a)(2)(iv)',
      title: 'Encryption and decryption (addressable)',
      asks: 'a mechanism to encrypt and decrypt',
      rules: ['HIPAA.Security-RDSStorageEncrypted', 'HIPAA.Security-S3DefaultEncryptionKMS'],
      facts: [],
      notShown: 'an ingest of another team',
      source: CFR_2019,
    },
    {
      id: '164.312(b)',
      title: 'Audit controls',
      asks: 'mechanisms that record and examine activity',
      rules: [
        'HeartLab-VPN5',
        'HIPAA.Security-VPCFlowLogsEnabled',
        'HIPAA.Security-CloudWatchLogGroupRetentionPeriod',
        'HIPAA.Security-CloudWatchLogGroupEncrypted',
      ],
      facts: [],
      notShown: 'that logs are examined, and access to images within the server',
      source: CFR_2019,
    },
    {
      id: '164.312(c)(1)',
      title: 'Integrity',
      asks: 'policies and procedures against improper alteration or destruction',
      rules: ['HIPAA.Security-S3BucketVersioningEnabled', 'HIPAA.Security-RDSInBackupPlan'],
      facts: [],
      notShown: 'the policies, and a tested restore',
      source: CFR_2019,
    },
    {
      id: '164.312(d)',
      title: 'Person or entity authentication',
      asks: 'procedures that verify the identity of persons and entities',
      rules: ['HeartLab-STOW2', 'HeartLab-VPN7', 'HeartLab-DX2'],
      facts: ['conformance'],
      notShown: 'DIMSE, whose senders have no certificate; persons at the hospital',
      source: CFR_2019,
    },
    {
      id: '164.312(e)(1)',
      title: 'Transmission security',
      asks: 'measures against unauthorized access during transmission',
      rules: ['HeartLab-VPN2', 'HeartLab-VPN3', 'HeartLab-DX1', 'HeartLab-STOW1'],
      facts: ['ways', 'risks'],
      notShown: 'segments outside the templates',
      source: CFR_2019,
    },
    {
      id: '164.312(e)(2)(i)',
      title: 'Integrity controls (addressable)',
      asks: 'a modification during transmission is detected',
      rules: ['HeartLab-VPN2', 'HeartLab-VPN3', 'HeartLab-STOW1'],
      facts: ['standing', 'ways'],
      notShown: 'clear-text paths, whose only protection is that of TCP',
      source: CFR_2019,
    },
    {
      id: '164.312(e)(2)(ii)',
      title: 'Encryption (addressable)',
      asks: 'a mechanism to encrypt whenever that is appropriate',
      rules: ['HeartLab-VPN2', 'HeartLab-DX1', 'HeartLab-STOW1'],
      facts: ['ways', 'risks'],
      notShown: 'the assessment of whether a clear-text path is appropriate',
      source: CFR_2019,
    },
  ],
  missing: [
    {
      ids: ['164.312(a)(2)(i)', '164.312(a)(2)(ii)', '164.312(a)(2)(iii)', '164.312(c)(2)'],
      why: 'The text was read. Templates do not show unique users, emergency access, automatic logoff, or a proof of integrity.',
    },
    { ids: ['164.308', '164.310', '164.314', '164.316'], why: 'not examined; outside 164.312' },
  ],
};
