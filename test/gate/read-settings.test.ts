import fc from 'fast-check';
import { readSettings, SettingsError } from '../../services/gate/read-settings';

const SETTINGS = {
  site: 'alpha-clinic',
  auth: 'basic',
  httpsPort: 8443,
  dimse: { port: 11112, calledAeTitle: 'HEARTLAB', callingAeTitles: ['ALPHA PACS'] },
  server: { port: 8042 },
  database: { port: 5432, name: 'site-alpha-clinic', caFile: '/etc/ssl/rds.pem' },
  folder: '/spool',
  largestObjectBytes: 1_000_000,
  storesAtOnce: 4,
  idleSeconds: 340,
};
const environment = (settings: object | string = SETTINGS, more: Record<string, string | undefined> = {}) => ({
  GATE_SETTINGS: typeof settings === 'string' ? settings : JSON.stringify(settings),
  DATABASE_HOST: 'database.internal',
  DATABASE_USER: 'site-alpha-clinic',
  DATABASE_PASSWORD: 'SECRET-1',
  STOW_PASSWORD: 'SECRET-2',
  PATH: '/bin',
  ...more,
});

function problems(from: NodeJS.ProcessEnv): readonly string[] {
  try {
    readSettings(from);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

test('settings and secrets are read, and passwords are removed from the environment', () => {
  const from = environment();
  expect(readSettings(from)).toEqual({
    settings: SETTINGS,
    database: { host: 'database.internal', user: 'site-alpha-clinic', password: 'SECRET-1' },
    stowPassword: 'SECRET-2',
  });
  expect(JSON.stringify(from)).not.toContain('SECRET');
  expect(from.PATH).toBe('/bin');
});

test('a site with mTLS has no password, and one without DIMSE no titles', () => {
  const { dimse: _, ...others } = SETTINGS;
  const read = readSettings(environment({ ...others, auth: 'mtls' }, { STOW_PASSWORD: undefined }));
  expect(read.settings).toEqual({ ...others, auth: 'mtls' });
  expect(read.stowPassword).toBeUndefined();
});

test('all missing variables are named at once', () => {
  expect(problems({})).toEqual([
    'GATE_SETTINGS is not set.',
    'DATABASE_HOST is not set.',
    'DATABASE_USER is not set.',
    'DATABASE_PASSWORD is not set.',
  ]);
  expect(problems(environment(SETTINGS, { STOW_PASSWORD: '' }))).toEqual(['STOW_PASSWORD is not set.']);
});

test.each([
  [{ site: 'Alpha' }, 'GATE_SETTINGS.site: '],
  [{ auth: 'none' }, 'GATE_SETTINGS.auth: '],
  [{ httpsPort: 0 }, 'GATE_SETTINGS.httpsPort: '],
  [{ httpsPort: '8443' }, 'GATE_SETTINGS.httpsPort: '],
  [{ dimse: { ...SETTINGS.dimse, callingAeTitles: [] } }, 'GATE_SETTINGS.dimse.callingAeTitles: '],
  [
    { dimse: { ...SETTINGS.dimse, callingAeTitles: ['A', 'SEVENTEEN LETTERS'] } },
    'GATE_SETTINGS.dimse.callingAeTitles.1: ',
  ],
  [{ dimse: { ...SETTINGS.dimse, calledAeTitle: 'A\\B' } }, 'GATE_SETTINGS.dimse.calledAeTitle: '],
  [{ dimse: { ...SETTINGS.dimse, calledAeTitle: ' A' } }, 'GATE_SETTINGS.dimse.calledAeTitle: '],
  [{ server: {} }, 'GATE_SETTINGS.server.port: '],
  [{ database: { ...SETTINGS.database, caFile: '' } }, 'GATE_SETTINGS.database.caFile: '],
  [{ folder: 'spool' }, 'GATE_SETTINGS.folder: '],
  [{ largestObjectBytes: 1.5 }, 'GATE_SETTINGS.largestObjectBytes: '],
  [{ storesAtOnce: 0 }, 'GATE_SETTINGS.storesAtOnce: '],
  [{ idleSeconds: undefined }, 'GATE_SETTINGS.idleSeconds: '],
  [{ other: 1 }, 'GATE_SETTINGS: '],
])('%j: %s', (change, beginning) => {
  const [first, ...others] = problems(environment({ ...SETTINGS, ...change }));
  expect(first).toMatch(new RegExp(`^${beginning.replace(/[.]/g, '\\.')}.{5}`));
  expect(others).toEqual([]);
});

test('several errors and missing variables have a line each', () => {
  const wrong = environment({ ...SETTINGS, site: 7, folder: 7 }, { DATABASE_HOST: '' });
  expect(problems(wrong)).toEqual([
    expect.stringContaining('GATE_SETTINGS.site'),
    expect.stringContaining('GATE_SETTINGS.folder'),
    'DATABASE_HOST is not set.',
  ]);
});

test('any settings are read, or refused with problems that contain no password', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const from = environment(text === '' ? 'x' : text);
      const found = problems(from);
      expect(found.length).toBeGreaterThan(0);
      expect(found.join()).not.toContain('SECRET');
      expect(JSON.stringify(from)).not.toContain('SECRET');
    }),
  );
});
