/**
 * The `default` Trusted Types policy: scripts of workers may come from this origin only. Needed in the page and in every worker that starts
 * workers of its own (ONNX Runtime's threads); where the browser has no Trusted Types there is nothing to do.
 */
export function allowOwnScripts(): void {
  globalThis.trustedTypes?.createPolicy('default', {
    createScriptURL: (url) => {
      if (new URL(url, location.href).origin !== location.origin) throw new TypeError(`a script of another origin was refused: ${url}`);
      return url;
    },
  });
}
