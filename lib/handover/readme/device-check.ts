/** A command or a screen of a device, and what it shows when the connection works. */
export interface DeviceCheck {
  readonly command: string;
  /** Follows "shows". */
  readonly right: string;
}

/** Where a device shows the state of the connection. */
export interface DeviceCommands {
  /** From the inside address of the device to that of AWS, which only the device can reach. Absent if the device has no such address. */
  readonly ping?: (from: string, to: string) => readonly string[];
  readonly phase1: DeviceCheck;
  readonly phase2: DeviceCheck;
  readonly bgp: DeviceCheck;
  readonly route: DeviceCheck;
}
