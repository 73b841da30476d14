import { clientFactory } from '../../lib/operate/aws/clients';
import {
  type CheckFinding,
  failFinding,
  type PreflightCheck,
  passFinding,
  skippedFinding,
  unansweredFinding,
  warnFinding,
} from '../../lib/preflight/check';
import { permissionsCheck } from '../../lib/preflight/checks/permissions';
import { resourceTypes } from '../../lib/preflight/checks/resource-types';
import { exitCode, type PreflightRow, runPreflight } from '../../lib/preflight/run';
import { anEnvironment, aSite } from '../support/builders/sites';
import { type Call, Refusal, wire } from '../support/fake-aws/http-wire';
import { type Answers, answering, identity, plannedStacks, TODAY } from '../support/fake-aws/preflight-world';

const sydney = anEnvironment();
const melbourne = anEnvironment({
  region: 'ap-southeast-4',
  availabilityZones: ['ap-southeast-4a', 'ap-southeast-4b'],
});

const check = (id: string, findings: readonly CheckFinding[], matters = true): PreflightCheck => ({
  id,
  question: `${id}?`,
  matters,
  run: () => Promise.resolve(findings),
});

describe('the exit code', () => {
  const rowOf =
    (id: string) =>
    (finding: CheckFinding): PreflightRow => ({ ...finding, check: id, environment: sydney });
  const [account, needed, optional] = [rowOf('account'), rowOf('needed'), rowOf('optional')];

  test.each<[0 | 1 | 2, string, readonly PreflightRow[]]>([
    [0, 'all passes', [needed(passFinding('well'))]],
    [0, 'a WARN, and a skipped check', [needed(warnFinding('may', 'do')), needed(skippedFinding('no site'))]],
    [0, 'an unanswered question that does not matter', [optional(unansweredFinding('denied'))]],
    [1, 'a FAIL', [needed(failFinding('wrong', 'do')), needed(passFinding('well'))]],
    [1, 'a FAIL of a check whose answer is not needed', [optional(failFinding('wrong', 'do'))]],
    [1, 'a FAIL and an unanswered check', [needed(unansweredFinding('denied')), needed(failFinding('wrong', 'do'))]],
    [2, 'an unanswered check', [needed(unansweredFinding('denied')), optional(passFinding('well'))]],
    [2, 'an account that could not be asked', [account(unansweredFinding('expired'))]],
  ])('is %i for %s', (code, _, rows) => {
    expect(exitCode(rows, [check('needed', []), check('optional', [], false)])).toBe(code);
  });
});

/** The rows of preflight, and the calls, with these answers of AWS. */
async function found(
  answers: Answers,
  checks: readonly PreflightCheck[] = [check('one', [passFinding('well')])],
  environment = sydney,
) {
  const { settings, calls } = wire(answering(answers));
  const rows = await runPreflight(
    {
      environment,
      sites: [aSite()],
      stacks: plannedStacks([aSite()], [sydney]),
      deploys: undefined,
      now: () => TODAY,
      factory: clientFactory({ ...settings, maxAttempts: 1 }),
    },
    checks,
  );
  return { rows: rows.map(({ environment: _environment, ...row }) => row), calls };
}

test('starts with the account, and keeps the order of the checks', async () => {
  const { rows } = await found(identity('111122223333'), [
    check('one', [passFinding('well'), warnFinding('may', 'do')]),
    check('two', [skippedFinding('no site')]),
  ]);
  expect(rows.map(({ check: id, outcome }) => [id, outcome])).toEqual([
    ['account', 'PASS'],
    ['one', 'PASS'],
    ['one', 'WARN'],
    ['two', 'SKIPPED'],
  ]);
  expect(rows[0]?.found).toBe('account 111122223333, ap-southeast-2');
});

test('queries each type once for all checks', async () => {
  const { calls } = await found(
    {
      ...identity('111122223333'),
      'cloudformation:DescribeType': ({ get }) => ({ TypeName: String(get('TypeName')) }),
    },
    [resourceTypes, permissionsCheck],
  );
  const types = calls
    .filter(({ action }) => action === 'cloudformation:DescribeType')
    .map(({ get }) => get('TypeName'));
  expect(types.length).toBeGreaterThan(10);
  expect(new Set(types).size).toBe(types.length);
});

describe('an account that cannot be queried', () => {
  const NOT_ASKED = {
    check: 'one',
    outcome: 'SKIPPED',
    found: 'not run: the check account did not pass',
    unanswered: false,
  };
  const refusing = (status: number, code: string): Answers => ({
    'sts:GetCallerIdentity': () => {
      throw new Refusal(status, code);
    },
  });

  test('fails for the credentials of another account, with the remedy', async () => {
    const { rows, calls } = await found(identity('999988887777'));
    expect(rows).toEqual([
      {
        check: 'account',
        outcome: 'FAIL',
        found: 'the credentials belong to account 999988887777, but environment sydney is in 111122223333',
        remedy: 'set AWS_PROFILE to a profile of that account',
      },
      NOT_ASKED,
    ]);
    expect(calls).toHaveLength(1);
  });

  test.each([
    ['no credentials', refusing(403, 'MissingAuthenticationToken'), /^there are no AWS credentials .*AWS_PROFILE/],
    ['a denied call', {}, /^the credentials may not sts:GetCallerIdentity .*docs\/permissions.md/],
    ['a throttled call', refusing(400, 'Throttling'), /AWS throttled sts:GetCallerIdentity/],
  ])('is unanswered with %s: one line, and no further call', async (_, answers, line) => {
    const { rows, calls } = await found(answers);
    expect(rows).toEqual([
      { check: 'account', outcome: 'SKIPPED', found: expect.stringMatching(line), unanswered: true },
      NOT_ASKED,
    ]);
    expect(rows[0]?.found).not.toContain('\n');
    expect(calls).toHaveLength(1);
  });

  test('is unanswered if the credential chain finds no credentials', async () => {
    const { rows } = await found({
      'sts:GetCallerIdentity': () => {
        throw Object.assign(new Error('Could not load credentials from any providers'), {
          name: 'CredentialsProviderError',
        });
      },
    });
    expect(rows[0]?.found).toMatch(/^there are no AWS credentials for account 111122223333/);
  });

  test('is unanswered for a Region that does not exist', async () => {
    const { rows } = await found({
      'sts:GetCallerIdentity': ({ region }) => {
        throw Object.assign(new Error(`getaddrinfo ENOTFOUND sts.${region}.amazonaws.com`), { code: 'ENOTFOUND' });
      },
    });
    expect(rows[0]).toEqual({
      check: 'account',
      outcome: 'SKIPPED',
      found: expect.stringMatching(/ap-southeast-2 can't be reached .*that the Region exists/),
      unanswered: true,
    });
  });
});

describe('a Region that refuses the credentials', () => {
  /** The Region of the environment refuses the credentials with its usual error; us-east-1 answers. */
  const refused = (elsewhere: Answers): Answers => ({
    ...elsewhere,
    'sts:GetCallerIdentity': (call: Call) => {
      if (call.region === 'ap-southeast-4') throw new Refusal(403, 'InvalidClientTokenId');
      return (elsewhere['sts:GetCallerIdentity'] ?? (() => ({ Account: '111122223333' })))(call);
    },
  });
  const regions = (OptInStatus: string): Answers => ({
    'ec2:DescribeRegions': ({ region }) => {
      expect(region).toBe('us-east-1');
      return { Regions: [{ RegionName: 'ap-southeast-4', OptInStatus }] };
    },
  });
  const account = async (elsewhere: Answers) => (await found(refused(elsewhere), [], melbourne)).rows;

  test('is not enabled, as the account reports in us-east-1', async () => {
    expect(await account(regions('not-opted-in'))).toEqual([
      {
        check: 'account',
        outcome: 'FAIL',
        found: 'ap-southeast-4 is not enabled for account 111122223333',
        remedy: expect.stringContaining('aws account enable-region --region-name ap-southeast-4'),
      },
    ]);
  });

  test('is enabled, and refuses a session token of the global endpoint', async () => {
    expect(await account(regions('opted-in'))).toEqual([
      {
        check: 'account',
        outcome: 'FAIL',
        found: expect.stringMatching(/^ap-southeast-4 is enabled for account .*global endpoint of STS/),
        remedy: expect.stringContaining('AWS_STS_REGIONAL_ENDPOINTS=regional'),
      },
    ]);
  });

  test('may be either if AWS denies the call', async () => {
    expect(await account({})).toEqual([
      {
        check: 'account',
        outcome: 'FAIL',
        found: expect.stringMatching(/refuses the credentials that us-east-1 accepts: .*may not ec2:DescribeRegions/),
        remedy: expect.stringMatching(/enable-region --region-name ap-southeast-4.*AWS_STS_REGIONAL_ENDPOINTS/),
      },
    ]);
  });

  test('has expired credentials if us-east-1 refuses them as well', async () => {
    const rows = await account({
      'sts:GetCallerIdentity': () => {
        throw new Refusal(403, 'InvalidClientTokenId');
      },
    });
    expect(rows).toEqual([
      {
        check: 'account',
        outcome: 'SKIPPED',
        unanswered: true,
        found: expect.stringMatching(
          /^the AWS credentials for account 111122223333, ap-southeast-4 have expired or are not valid/,
        ),
      },
    ]);
  });

  test('has credentials of another account', async () => {
    expect(await account(identity('999988887777'))).toEqual([
      {
        check: 'account',
        outcome: 'FAIL',
        found: expect.stringContaining('the credentials belong to account 999988887777'),
        remedy: 'set AWS_PROFILE to a profile of that account',
      },
    ]);
  });

  test('in a partition without opt-in causes no call elsewhere', async () => {
    const virginia = anEnvironment({ region: 'us-east-1', availabilityZones: ['us-east-1a', 'us-east-1b'] });
    const { rows, calls } = await found(
      {
        'sts:GetCallerIdentity': () => {
          throw new Refusal(403, 'ExpiredToken');
        },
      },
      [],
      virginia,
    );
    expect(rows[0]?.found).toContain('have expired or are not valid');
    expect(calls).toHaveLength(1);
  });
});

test('a check that throws an AwsFailure gives one unanswered row, and does not affect the others', async () => {
  const asks: PreflightCheck = {
    ...check('asks', []),
    run: async (target) => [passFinding(`${await target.liveStack('PlatformStack-sydney')}`)],
  };
  const { rows } = await found(identity('111122223333'), [asks, check('one', [passFinding('well')])]);
  expect(rows).toEqual([
    expect.objectContaining({ check: 'account', outcome: 'PASS' }),
    {
      check: 'asks',
      outcome: 'SKIPPED',
      unanswered: true,
      found: expect.stringContaining('may not cloudformation:DescribeStacks'),
    },
    { check: 'one', outcome: 'PASS', found: 'well' },
  ]);
});

test('an internal error is not reported as an answer of AWS', async () => {
  const broken: PreflightCheck = {
    ...check('broken', []),
    run: () => Promise.reject(new Error('a defect of this check')),
  };
  await expect(found(identity('111122223333'), [broken])).rejects.toThrow('a defect of this check');
});
