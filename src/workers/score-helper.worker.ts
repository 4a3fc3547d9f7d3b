import { serve } from '#workers/rpc.ts';
import { scoreHelperApi } from '#workers/score-helper.api.ts';

serve(scoreHelperApi, self);
