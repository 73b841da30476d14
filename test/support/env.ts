// The built-in template validator costs two seconds and 350 MB per process. One file, test/app/validator.test.ts,
// switches it on for every template; all others leave it off.
process.env.CDK_VALIDATION ??= 'false';

// Disables the SDK's warning on Node.js 20, as bin/heartlab.ts does.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// Node's own limit. Jest sets 100, but the CDK and every `expect` take a stack trace, of which jest maps each frame to its source.
Error.stackTraceLimit = 10;
