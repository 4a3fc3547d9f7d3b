import { test } from 'vitest';
import { Random } from '#stats/random.ts';
import { randomizationP } from '#stats/randomization.ts';
import { meanSeries } from '#stats/series.ts';
test('t', () => {
  const r = new Random(1);
  const bits = new Uint32Array(2048*10000/32);
  let t = performance.now(); for (let i=0;i<5;i++) r.fillBits(bits); console.log('bits', performance.now()-t);
  const s = Array.from({length: 5}, () => meanSeries(Float64Array.from({length: 10000}, () => r.below(4)===0? r.below(25):0)));
  for (const n of [1,2,4]) {
  t = performance.now(); const g = randomizationP(Array.from({length:n},(_, i)=>[s[0]!, s[i+1]!] as const), 10000, {trials:10000, seed: 12345}); let x = g.next(); while (!x.done) x = g.next();
  console.log(n, (performance.now()-t).toFixed(0), 'ms');}
}, 120000);
