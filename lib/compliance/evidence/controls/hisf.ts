import type { ControlFramework } from './control';

export const NZ_HISF: ControlFramework = {
  title: 'New Zealand Health Information Security Framework (HISO 10029:2022) and its guidance for suppliers',
  controls: [],
  missing: [
    {
      ids: [
        'HSUP01 to HSUP68 of HISO 10029.4:2025, the guidance for suppliers',
        'HISO 10029:2022',
        'HISO 10029.1 to 10029.3',
      ],
      why: 'The text of the requirements was not read, only announcements and other parties’ summaries. Nothing is mapped from memory. The text of HISO 10029.4: https://static.info.content.health.nz/docs/HISO/HISO-10029-4-Health-Information-Security-Framework-Guidance-for-Suppliers.pdf',
    },
  ],
};
