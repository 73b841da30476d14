import { DPD_TIMEOUT_SECONDS } from '../../config/proposals';
import { isIntrinsic, numberOf, shownText, type TemplateValue, valueAt } from '../../template/json';
import { effectivePolicies, perTunnel } from '../../template/tunnels';
import { eachOf, type TemplateRule } from './rule';

const RESTART = 'restart';

/** The other actions; `clear` is AWS's default. */
const EFFECTS: Readonly<Record<string, string>> = {
  clear: 'AWS closes a dead tunnel and waits for the hospital',
  none: 'AWS takes no action on a dead tunnel',
};

export const vpn4: TemplateRule = {
  id: 'HeartLab-VPN4',
  failsWhen:
    "the DPD timeout of the effective policy differs from the declared one (30 s without a site's metadata), or its action doesn't restart a dead tunnel",
  unknown:
    "A timeout or an action that can't be determined is a finding; without a timeout, AWS's default is 30 s; without an action, it is `clear`.",
  judge: (view) => {
    const declared = view.site?.vpn?.dpdTimeoutSeconds ?? DPD_TIMEOUT_SECONDS;
    return eachOf(effectivePolicies(view), (policy) =>
      perTunnel(policy, (options) => [...timeout(options, declared), ...action(options)]),
    );
  },
};

function timeout(options: TemplateValue, declared: number): readonly string[] {
  const value = valueAt(options, 'DPDTimeoutSeconds');
  const seconds = value === undefined ? DPD_TIMEOUT_SECONDS : numberOf(value);
  if (seconds === undefined) return [`the DPD timeout can't be determined from ${shownText(value)}`];
  return seconds === declared ? [] : [`the DPD timeout is ${seconds} s; ${declared} s is declared`];
}

function action(options: TemplateValue): readonly string[] {
  const value = valueAt(options, 'DPDTimeoutAction') ?? 'clear';
  if (value === RESTART) return [];
  if (isIntrinsic(value)) return [`the DPD action can't be determined from ${shownText(value)}`];
  const effect = EFFECTS[shownText(value)] ?? 'EC2 has no such action';
  return [`DPDTimeoutAction is ${shownText(value)}: ${effect}; only ${RESTART} restarts it`];
}
