import { serve } from '#workers/rpc.ts';
import { scoreApi } from '#workers/score.api.ts';
import { allowOwnScripts } from '#workers/trusted-types.ts';

allowOwnScripts(); // long work is shared with workers that this one starts
serve(scoreApi, self);
