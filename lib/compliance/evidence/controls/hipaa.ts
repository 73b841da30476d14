import type { ControlFramework, ControlSource } from './control';

const CFR_2006: ControlSource = {
  title: '45 CFR 164.312, edition of 1 October 2006, U.S. Government Printing Office; read to (c)(2)',
  url: 'http://edocket.access.gpo.gov/cfr_2006/octqtr/45cfr164.312.htm',
  howRead: 'published',
};
const LIBRARY: ControlSource = {
  title: 'A control library that restates 164.312(b) to (e)',
  url: 'https://ladybug-carillon-7k6n.squarespace.com/hippa-control-library',
  howRead: 'copy',
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
      source: CFR_2006,
    },
    {
      id: '164.312(a)(2)(iv)',
      title: 'Encryption and decryption (addressable)',
      asks: 'a mechanism to encrypt and decrypt',
      rules: ['HIPAA.Security-RDSStorageEncrypted', 'HIPAA.Security-S3DefaultEncryptionKMS'],
      facts: [],
      notShown: 'an ingest of another team',
      source: CFR_2006,
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
      source: CFR_2006,
    },
    {
      id: '164.312(c)(1)',
      title: 'Integrity',
      asks: 'policies and procedures against improper alteration or destruction',
      rules: ['HIPAA.Security-S3BucketVersioningEnabled', 'HIPAA.Security-RDSInBackupPlan'],
      facts: [],
      notShown: 'the policies, and a tested restore',
      source: CFR_2006,
    },
    {
      id: '164.312(d)',
      title: 'Person or entity authentication',
      asks: 'procedures that verify the identity of persons and entities',
      rules: ['HeartLab-STOW2', 'HeartLab-VPN7', 'HeartLab-DX2'],
      facts: ['conformance'],
      notShown: 'DIMSE, whose senders have no certificate; persons at the hospital',
      source: LIBRARY,
    },
    {
      id: '164.312(e)(1)',
      title: 'Transmission security',
      asks: 'measures against unauthorized access during transmission',
      rules: ['HeartLab-VPN2', 'HeartLab-VPN3', 'HeartLab-DX1', 'HeartLab-STOW1'],
      facts: ['ways', 'risks'],
      notShown: 'segments outside the templates',
      source: LIBRARY,
    },
    {
      id: '164.312(e)(2)(i)',
      title: 'Integrity controls (addressable)',
      asks: 'a modification during transmission is detected',
      rules: ['HeartLab-VPN2', 'HeartLab-VPN3', 'HeartLab-STOW1'],
      facts: ['standing', 'ways'],
      notShown: 'clear-text paths, whose only protection is that of TCP',
      source: LIBRARY,
    },
    {
      id: '164.312(e)(2)(ii)',
      title: 'Encryption (addressable)',
      asks: 'a mechanism to encrypt whenever that is appropriate',
      rules: ['HeartLab-VPN2', 'HeartLab-DX1', 'HeartLab-STOW1'],
      facts: ['ways', 'risks'],
      notShown: 'the assessment of whether a clear-text path is appropriate',
      source: LIBRARY,
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
