import { DEVICE_IDS } from '../../config/devices';
import { POLICY_NAMES } from '../../config/proposals';
import {
  answersHaveVpn,
  type FlagProblem,
  firstOf,
  type NewAnswers,
  type NewFlag,
  splitValues,
  takesMany,
} from './answers';
import type { AskQuestion } from './prompts';

export interface NewQuestion {
  readonly flag: NewFlag;
  readonly message: string;
  readonly choices?: readonly string[];
  /** The meaning of an empty answer, if it is one. */
  readonly none?: string;
  /** Default: always. */
  readonly when?: (answers: NewAnswers) => boolean;
}

/**
 * The questions about a site in order. The eIFU's three required facts come first. The last ones are required, so that an interrupted session
 * never looks complete.
 */
export const siteQuestions = (environments: readonly string[]): readonly NewQuestion[] => [
  {
    flag: '--public-ip',
    message: "Public IP address of the hospital's router or firewall",
    none: 'no VPN, Direct Connect alone',
  },
  { flag: '--cidr', message: "Local IPv4 CIDR blocks: the hospital's subnets that need connectivity" },
  { flag: '--device', message: 'Gateway device model', choices: DEVICE_IDS, when: answersHaveVpn },
  { flag: '--environment', message: 'Environment (fixed for life)', choices: environments },
  { flag: '--routing', message: 'Routing (fixed for life)', choices: ['bgp', 'static'], when: answersHaveVpn },
  {
    flag: '--asn',
    message: "The hospital's BGP autonomous system number",
    when: (answers) => answersHaveVpn(answers) && firstOf(answers, '--routing') === 'bgp',
  },
  {
    flag: '--ipsec',
    message: 'IPsec policy (eifu needs an acknowledgement in the file)',
    choices: POLICY_NAMES.filter((policy) => policy !== 'eifu'),
    when: answersHaveVpn,
  },
  {
    flag: '--virtual-interface',
    message: 'Direct Connect virtual interfaces, each like dxcon-fg1a2b3c:101:65010 (connection, VLAN, ASN)',
    none: 'no Direct Connect',
  },
  { flag: '--auth', message: 'How the PACS authenticates to STOW-RS', choices: ['mtls', 'basic'] },
  { flag: '--dimse', message: 'DIMSE ports to open, of 104, 11112 and 2762 (TLS)', none: 'none' },
  {
    flag: '--ae-title',
    message: 'Calling AE titles that may send by DIMSE',
    none: 'the ingest service checks them',
    when: (answers) => (answers['--dimse'] ?? []).length > 0,
  },
  {
    flag: '--deliver-to',
    message: "The hospital's PACS that receive results, each like AKLPACS1@10.20.1.15:11112",
    none: 'none',
  },
  { flag: '--name', message: "The hospital's name" },
  { flag: '--contact', message: "E-mail addresses of the hospital's network administrators" },
];

const hasContacts = (answers: NewAnswers): boolean => firstOf(answers, '--telephone') !== '';
const hasOwner = (answers: NewAnswers): boolean => firstOf(answers, '--owner-name') !== '';

export const ENVIRONMENT_QUESTIONS: readonly NewQuestion[] = [
  { flag: '--account', message: 'AWS account number, twelve digits (fixed for life)' },
  { flag: '--region', message: 'AWS Region, like ap-southeast-2 (fixed for life)' },
  { flag: '--zone', message: 'Two or three availability zones, like ap-southeast-2a (append-only)' },
  { flag: '--mtls-service', message: 'Endpoint service for mTLS', none: 'none' },
  { flag: '--basic-service', message: 'Endpoint service for user name and password', none: 'none' },
  {
    flag: '--telephone',
    message: 'Telephone number for hospitals, like +61 2 5550 0123',
    none: 'no contacts, so only previews of handover packs',
  },
  { flag: '--email', message: 'E-mail address for hospitals', when: hasContacts },
  { flag: '--hours', message: 'When the telephone is answered, with the time zone', when: hasContacts },
  { flag: '--emergency', message: 'Telephone number for an outage, at any time', when: hasContacts },
  { flag: '--owner-name', message: "Name of the system's owner, for heartlab audit", none: 'not given' },
  { flag: '--owner-role', message: "The owner's role", when: hasOwner },
  { flag: '--owner-email', message: "The owner's e-mail address", when: hasOwner },
  { flag: '--domain', message: 'Domain of the ingest, like ingest.sydney.example.com' },
];

export interface QuestionResult {
  readonly questions: readonly NewQuestion[];
  /** The flags that are required and not answered. */
  missing(answers: NewAnswers): readonly NewFlag[];
  readonly ask: AskQuestion;
  /** The mistakes in these answers, also those that are still incomplete. */
  check(answers: NewAnswers): readonly FlagProblem[];
  /** Called with everything that was answered so far, for an interruption. */
  keep(answers: NewAnswers): void;
  /** Shows mistakes after which questions are asked again. */
  report(problems: readonly FlagProblem[]): void;
}

/**
 * Asks for everything that is not answered, and again for answers that turn out wrong together with others. Ends when nothing is
 * wrong, or when a mistake is in a setting without a question.
 */
export async function askForAnswers(
  given: NewAnswers,
  { questions: all, missing, ask, check, keep, report }: QuestionResult,
) {
  let answers = given;
  let before: NewAnswers = {};
  for (;;) {
    const problems = check(answers);
    const wrong = problems.map(({ flag }) => all.find((question) => question.flag === flag)?.flag);
    const again = wrong.filter((flag) => flag !== undefined);
    if (problems.length > 0) report(problems);
    if (again.length < wrong.length) return { answers, problems };
    before = { ...before, ...answers };
    answers = without(answers, again);
    if (problems.length === 0 && missing(answers).length === 0) return { answers, problems };
    for (const question of all) {
      if (answers[question.flag] !== undefined || question.when?.(answers) === false) continue;
      const { flag } = question;
      const answer = await ask({
        ...question,
        ...promptOf(question, before),
        wrong: wrongAnswer(flag, answers, check),
      });
      answers = { ...answers, [flag]: answer };
      keep({ ...before, ...answers });
    }
  }
}

function promptOf({ flag, message, none }: NewQuestion, before: NewAnswers) {
  const hints = [
    ...(takesMany(flag) ? ['separate them by commas'] : []),
    ...(none === undefined ? [] : [`empty: ${none}`]),
  ];
  return {
    message: hints.length === 0 ? message : `${message} (${hints.join('; ')})`,
    before: before[flag]?.join(', '),
    read: (text: string) => splitValues(flag, text, /,/),
  };
}

/** The mistakes in the answer itself. A mistake that an earlier answer causes is reported at the end. */
const wrongAnswer =
  (flag: NewFlag, answers: NewAnswers, check: QuestionResult['check']) =>
  (answer: readonly string[]): string | undefined =>
    check({ ...answers, [flag]: answer })
      .filter((problem) => problem.flag === flag)
      .map(({ text }) => text)
      .join('; ') || undefined;

const without = (answers: NewAnswers, flags: readonly NewFlag[]): NewAnswers =>
  Object.fromEntries(Object.entries(answers).filter(([flag]) => !flags.some((one) => one === flag)));
