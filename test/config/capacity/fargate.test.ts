import { fargateHas, largestObjectFor, memoryForObjects } from '../../../lib/config/capacity/fargate';

// Amazon ECS developer guide, "Task definition parameters for Fargate", task size.
test.each([
  [1, 2, true],
  [1, 8, true],
  [1, 9, false],
  [1, 1, false],
  [4, 30, true],
  [4, 7, false],
  [8, 20, true],
  [8, 18, false],
  [16, 40, true],
  [16, 36, false],
] as const)('%i vCPU with %i GiB: %s', (vcpus, memoryGiB, there) => {
  expect(fargateHas(vcpus, memoryGiB)).toBe(there);
});

test('the defaults fit: objects of 512 MiB in tasks of 4 GiB', () => {
  expect(memoryForObjects(512)).toBe(4);
  expect(largestObjectFor(4)).toBe(512);
});

test('the largest object for a memory size fits into it, and one MiB more does not', () => {
  for (let memoryGiB = 2; memoryGiB <= 120; memoryGiB += 1) {
    expect(memoryForObjects(largestObjectFor(memoryGiB))).toBeLessThanOrEqual(memoryGiB);
    expect(memoryForObjects(largestObjectFor(memoryGiB) + 1)).toBeGreaterThan(memoryGiB);
  }
});
