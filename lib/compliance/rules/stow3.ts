import { isIntrinsic, numberOf, shownText, type TemplateValue, textOf, valueAt } from '../../template/json';
import { applicationLoadBalancers, LISTENER_TYPE, loadBalancerAttribute } from '../../template/load-balancers';
import { combineJudgements, judgeEach, type TemplateRule } from './rule';

/** A PACS may pause this long within a study. */
const LEAST_IDLE_SECONDS = 300;

const APPLICATION = { key: 'idle_timeout.timeout_seconds', usual: 60 } as const;
/**
 * The attribute of a Network Load Balancer's TCP listener. The timeout of a TLS listener is fixed at 350 s
 * (docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html), so it is not checked.
 */
const NETWORK = { key: 'tcp.idle_timeout.seconds', usual: 350 } as const;

export const stow3: TemplateRule = {
  id: 'HeartLab-STOW3',
  failsWhen: 'the idle timeout of an Application Load Balancer, or of a TCP listener, is under 300 s',
  unknown:
    "A timeout that can't be determined is a finding; without one, AWS's default is 60 s for an Application Load Balancer and 350 s for a TCP listener. A TLS listener of a Network Load Balancer always has 350 s and isn't checked. A type that can't be determined is treated as an Application Load Balancer.",
  judge: (view) =>
    combineJudgements(
      judgeEach(applicationLoadBalancers(view), ({ properties }) =>
        idle(valueAt(properties, 'LoadBalancerAttributes'), APPLICATION),
      ),
      judgeEach(
        view.ofType(LISTENER_TYPE).filter(({ properties }) => textOf(valueAt(properties, 'Protocol')) === 'TCP'),
        ({ properties }) => idle(valueAt(properties, 'ListenerAttributes'), NETWORK),
      ),
    ),
};

function idle(attributes: TemplateValue, { key, usual }: typeof APPLICATION | typeof NETWORK): readonly string[] {
  const value = loadBalancerAttribute(attributes, key);
  const seconds = value === undefined ? usual : numberOf(value);
  if (isIntrinsic(value) || seconds === undefined)
    return [`its idle timeout can't be determined from ${shownText(value)}`];
  if (seconds >= LEAST_IDLE_SECONDS) return [];
  const origin = value === undefined ? "AWS's default of " : '';
  return [`its idle timeout is ${origin}${seconds} s, under ${LEAST_IDLE_SECONDS} s: a large study may be cut off`];
}
