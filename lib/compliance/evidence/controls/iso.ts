import type { ControlFramework, ControlSource } from './control';

/** The standard is sold, so its text was read only in copies. */
const copy = (title: string, url: string): ControlSource => ({ title, url, howRead: 'copy' });
const NETWORK = copy(
  'jalacloud/ATOM, zt-iso27001-mapping.md, “Network”',
  'https://github.com/jalacloud/ATOM/blob/29998ee4a09747c18bbfd3995f634a49947ee920/mappings/zt-iso27001-mapping.md',
);

export const ISO_27001: ControlFramework = {
  title: 'ISO/IEC 27001:2022, Annex A',
  controls: [
    {
      id: 'A.5.14',
      title: 'Information transfer',
      asks: 'rules or agreements for transfers within the organization and with others',
      rules: ['HeartLab-SG1', 'HeartLab-DX1'],
      facts: ['ways', 'conformance'],
      notShown: 'the agreement with the hospital',
      source: NETWORK,
    },
    {
      id: 'A.8.9',
      title: 'Configuration management',
      asks: 'configurations are established, documented, implemented, monitored and reviewed',
      rules: [],
      facts: ['commit', 'template', 'packs', 'conformance'],
      notShown: 'the deployed configuration: heartlab drift compares it with the files',
      source: NETWORK,
    },
    {
      id: 'A.8.20',
      title: 'Networks security',
      asks: 'networks and their devices are secured, managed and controlled',
      rules: ['HeartLab-NET1', 'HeartLab-SG1', 'HeartLab-SG2'],
      facts: ['ports'],
      notShown: 'the hospital’s devices, and who manages the AWS accounts',
      source: copy(
        'Control Stack, ISO/IEC 27001:2022 Annex A 8.20',
        'https://controlstack.au/controls/iso27001-annex-a-8-20-network-and-network-devices-security',
      ),
    },
    {
      id: 'A.8.21',
      title: 'Security of network services',
      asks: 'security mechanisms and service levels of network services are identified, implemented and monitored',
      rules: ['HeartLab-VPN4', 'HeartLab-VPN5', 'HeartLab-DX2', 'HeartLab-DX3', 'HeartLab-OPS1'],
      facts: ['ways', 'risks'],
      notShown: 'the service levels of AWS and of the line’s provider',
      source: NETWORK,
    },
    {
      id: 'A.8.22',
      title: 'Segregation of networks',
      asks: 'groups of services, users and systems are segregated',
      rules: ['HeartLab-NET1', 'HeartLab-SG2'],
      facts: ['cell', 'ports'],
      notShown: 'the hospital’s network; an ingest of another team',
      source: NETWORK,
    },
    {
      id: 'A.8.24',
      title: 'Use of cryptography',
      asks: 'rules for cryptography and its keys are defined and implemented',
      rules: ['HeartLab-VPN2', 'HeartLab-VPN3', 'HeartLab-VPN6', 'HeartLab-VPN7', 'HeartLab-DX2', 'HeartLab-STOW1'],
      facts: ['standing', 'ways', 'risks'],
      notShown: 'the organization’s policy for cryptography; key handling at the hospital',
      source: copy(
        'Adoptech, A.8.24 Use of cryptography',
        'https://knowledge.adoptech.co.uk/a.8.24-use-of-cryptography',
      ),
    },
    {
      id: 'A.8.32',
      title: 'Change management',
      asks: 'changes to systems follow procedures',
      rules: [],
      facts: ['commit', 'template'],
      notShown: 'the approval of each change: it is in the pull request with its heartlab review',
      source: NETWORK,
    },
  ],
  missing: [
    {
      ids: ['A.5.15', 'A.5.23', 'A.8.8'],
      why: 'The text was read in a copy. Only a small part of it could be shown from templates, so it is not mapped.',
    },
    {
      ids: ['A.8.2', 'A.8.3', 'A.8.5', 'A.8.13', 'A.8.14', 'A.8.15', 'A.8.16'],
      why: 'The evidence may be relevant, but no reliable text was read: copies contradict each other, or none was found.',
    },
    { ids: ['all other controls of Annex A'], why: 'not examined; most are organizational, about people, or physical' },
  ],
};
