import { serve } from '#workers/rpc.ts';
import { storeApi } from '#workers/store.api.ts';

serve(storeApi, self);
