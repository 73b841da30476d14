// node .ci/fill-lock.cjs package-lock.json, after a dependency changed: adds the optional packages of other platforms that the
// registry at hand does not hold. Without them `npm ci` says that the lock file is not in sync.
const { readFileSync, writeFileSync } = require('node:fs');
const file = process.argv[2];
const lock = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const [path, entry] of Object.entries({ ...lock.packages })) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (
      lock.packages[key] ||
      Object.keys(lock.packages).some((k) => k.startsWith(`${path}/`) && k.endsWith(`/${name}`))
    )
      continue;
    const m =
      /(android|darwin|freebsd|linux|openharmony|win32|netbsd|openbsd|sunos|aix)-(arm64|arm|x64|ia32|ppc64|s390x|riscv64|loong64)(?:-(musl\w*|gnu\w*|eabi|msvc))?$/.exec(
        name,
      );
    if (!m) {
      console.log('unknown', name, 'of', path);
      continue;
    }
    const libc = m[1] === 'linux' && m[3] ? (m[3].startsWith('musl') ? ['musl'] : ['glibc']) : undefined;
    lock.packages[key] = {
      version,
      cpu: [m[2]],
      ...(entry.dev ? { dev: true } : {}),
      ...(libc ? { libc } : {}),
      optional: true,
      os: [m[1]],
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log('added', added);
