import { serve } from '#workers/rpc.ts';
import { corpusApi } from '#workers/corpus.api.ts';

serve(corpusApi, self);
