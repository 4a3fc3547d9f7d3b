/** Set by the build: package.json's version, and the bucket origins that the policy lets pages talk to. */
declare const __APP_VERSION__: string;
declare const __BUCKET_ORIGINS__: readonly string[];
