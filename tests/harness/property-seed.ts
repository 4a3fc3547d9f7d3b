import fc from 'fast-check';

// One seed for every property, so that a run says the same of the same code.
fc.configureGlobal({ seed: 20240607 });
