const heaps: WebAssembly.Memory[] = [];

/** Follows the memories that runtimes of this worker make from now on; called before one is loaded. */
export function followHeaps(): void {
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, args: [WebAssembly.MemoryDescriptor], newTarget: typeof WebAssembly.Memory) {
      const made: WebAssembly.Memory = Reflect.construct(target, args, newTarget);
      heaps.push(made);
      return made;
    },
  });
}

/** Bytes of those memories. They never shrink, so this is their peak too. */
export function heapBytes(): number {
  return heaps.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
