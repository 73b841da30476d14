import type { Impact } from './impact';
import type { SafeText } from './safe-text';

/** Something that a hospital's own people have to do. Goes to them as it is: no secrets, nothing of AWS that they don't see. */
export interface HospitalAction {
  /** Against the moment of our deploy. */
  readonly when: 'before' | 'together' | 'after';
  readonly text: string;
}

/** One thing that a change does to one hospital. */
export interface ChangeEffect {
  readonly impact: Impact;
  /** The same for the same thing at another hospital: by it hospitals are grouped. */
  readonly key: string;
  readonly says: SafeText;
  readonly actions?: readonly HospitalAction[];
}
