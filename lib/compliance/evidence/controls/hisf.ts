import type { ControlFramework } from './control';

export const NZ_HISF: ControlFramework = {
  title: 'New Zealand Health Information Security Framework (HISO 10029:2022) and its guidance for suppliers',
  controls: [],
  missing: [
    {
      ids: ['all requirements of HISO 10029:2022 and HISO 10029.1 to 10029.4'],
      why: 'Only announcements of the framework were found, not the text of its requirements. Nothing is mapped from memory.',
    },
  ],
};
