import { serve } from '#workers/rpc.ts';
import { scoreApi } from '#workers/score.api.ts';

serve(scoreApi, self);
