export { FleetError } from '../../config/fleet-error';
