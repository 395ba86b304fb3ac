/** Endpoints that exist when the sandbox is new, and the devices of its cluster. */

export type Condition =
  | 'healthy'
  | 'idle' /** hardly any traffic on expensive devices */
  | 'saturated' /** queue grows, KV cache full, latency over the SLO */
  | 'gpu-fault' /** one replica's device reports Xid errors; the others carry its load */
  | 'waiting-for-quota' /** pods are held by the ResourceQuota */
  | 'cold-starting' /** loads its model when the sandbox starts, and again every half hour */
  | 'bad-build'; /** errors since the last revision, devices fine */

export type SeedEndpoint = {
  /** Catalog `Component` name (namespace `default`), repository name and workload name. */
  name: string;
  title: string;
  /** `Team.name`; also its Kubernetes namespace. */
  team: string;
  /** Model id as its publisher writes it. */
  model: string;
  weightsGiB: number;
  runtime: 'vllm' | 'triton';
  acceleratorClass: string;
  acceleratorsPerReplica: number;
  minReplicas: number;
  maxReplicas: number;
  environment: 'prod' | 'dev';
  slo: { ttftP95Ms?: number; tpotP95Ms?: number; latencyP95Ms?: number };
  /** Mean requests per second over a day; the day's peak is 1.6 times it. */
  requestsPerSecond: number;
  promptTokens: number;
  outputTokens: number;
  condition: Condition;
};

export const endpoints: SeedEndpoint[] = [
  {
    name: 'support-chat',
    title: 'Support chat',
    team: 'support-assist',
    model: 'meta-llama/Llama-3.3-70B-Instruct',
    weightsGiB: 131.4,
    runtime: 'vllm',
    acceleratorClass: 'h100-80g',
    acceleratorsPerReplica: 4,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'prod',
    slo: { ttftP95Ms: 500, tpotP95Ms: 40 },
    requestsPerSecond: 3.2,
    promptTokens: 1100,
    outputTokens: 220,
    condition: 'healthy',
  },
  {
    name: 'reply-drafts',
    title: 'Reply drafts',
    team: 'support-assist',
    model: 'meta-llama/Llama-3.1-8B-Instruct',
    weightsGiB: 15.0,
    runtime: 'vllm',
    acceleratorClass: 'l40s-48g',
    acceleratorsPerReplica: 1,
    minReplicas: 2,
    maxReplicas: 2,
    environment: 'prod',
    slo: { ttftP95Ms: 400, tpotP95Ms: 35 },
    requestsPerSecond: 4.5,
    promptTokens: 700,
    outputTokens: 180,
    condition: 'gpu-fault',
  },
  {
    name: 'ticket-triage',
    title: 'Ticket triage',
    team: 'support-assist',
    model: 'Qwen/Qwen3-4B',
    weightsGiB: 7.5,
    runtime: 'vllm',
    acceleratorClass: 'l4-24g',
    acceleratorsPerReplica: 1,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'prod',
    slo: { ttftP95Ms: 800 },
    requestsPerSecond: 1.1,
    promptTokens: 400,
    outputTokens: 40,
    condition: 'healthy',
  },
  {
    name: 'query-rewrite',
    title: 'Query rewrite',
    team: 'search-ranking',
    model: 'mistralai/Mistral-Small-3.2-24B-Instruct-2506',
    weightsGiB: 44.7,
    runtime: 'vllm',
    acceleratorClass: 'h100-80g',
    acceleratorsPerReplica: 1,
    minReplicas: 2,
    maxReplicas: 2,
    environment: 'prod',
    slo: { ttftP95Ms: 250, tpotP95Ms: 25 },
    requestsPerSecond: 9,
    promptTokens: 180,
    outputTokens: 60,
    condition: 'saturated',
  },
  {
    name: 'semantic-rerank',
    title: 'Semantic rerank',
    team: 'search-ranking',
    model: 'BAAI/bge-reranker-v2-m3',
    weightsGiB: 1.1,
    runtime: 'triton',
    acceleratorClass: 'l4-24g',
    acceleratorsPerReplica: 1,
    minReplicas: 2,
    maxReplicas: 2,
    environment: 'prod',
    slo: { latencyP95Ms: 120 },
    requestsPerSecond: 40,
    promptTokens: 256,
    outputTokens: 1,
    condition: 'healthy',
  },
  {
    name: 'ranking-lab',
    title: 'Ranking lab',
    team: 'search-ranking',
    model: 'openai/gpt-oss-120b',
    weightsGiB: 60.8,
    runtime: 'vllm',
    acceleratorClass: 'mi300x-192g',
    acceleratorsPerReplica: 1,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'dev',
    slo: { ttftP95Ms: 2000 },
    requestsPerSecond: 0.004,
    promptTokens: 2000,
    outputTokens: 400,
    condition: 'idle',
  },
  {
    name: 'transaction-risk',
    title: 'Transaction risk',
    team: 'fraud-detection',
    model: 'meridian/txn-risk-transformer',
    weightsGiB: 2.2,
    runtime: 'triton',
    acceleratorClass: 'l4-24g',
    acceleratorsPerReplica: 1,
    minReplicas: 2,
    maxReplicas: 2,
    environment: 'prod',
    slo: { latencyP95Ms: 60 },
    requestsPerSecond: 85,
    promptTokens: 128,
    outputTokens: 1,
    condition: 'healthy',
  },
  {
    name: 'case-summary',
    title: 'Case summary',
    team: 'fraud-detection',
    model: 'openai/gpt-oss-20b',
    weightsGiB: 12.8,
    runtime: 'vllm',
    acceleratorClass: 'h100-mig-3g-40g',
    acceleratorsPerReplica: 1,
    minReplicas: 1,
    maxReplicas: 2,
    environment: 'prod',
    slo: { ttftP95Ms: 600, tpotP95Ms: 30 },
    requestsPerSecond: 0.8,
    promptTokens: 4000,
    outputTokens: 500,
    condition: 'bad-build',
  },
  {
    name: 'entity-graph',
    title: 'Entity graph',
    team: 'fraud-detection',
    model: 'Qwen/Qwen3-32B',
    weightsGiB: 61.0,
    runtime: 'vllm',
    acceleratorClass: 'a100-80g',
    acceleratorsPerReplica: 2,
    minReplicas: 2,
    maxReplicas: 2,
    environment: 'prod',
    slo: { ttftP95Ms: 1500 },
    requestsPerSecond: 0.4,
    promptTokens: 3000,
    outputTokens: 300,
    condition: 'waiting-for-quota',
  },
  {
    name: 'invoice-extract',
    title: 'Invoice extract',
    team: 'document-intelligence',
    model: 'Qwen/Qwen2.5-VL-7B-Instruct',
    weightsGiB: 15.5,
    runtime: 'vllm',
    acceleratorClass: 'l40s-48g',
    acceleratorsPerReplica: 1,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'prod',
    slo: { ttftP95Ms: 1000, tpotP95Ms: 50 },
    requestsPerSecond: 1.4,
    promptTokens: 1800,
    outputTokens: 350,
    condition: 'healthy',
  },
  {
    name: 'contract-qa',
    title: 'Contract Q&A',
    team: 'document-intelligence',
    model: 'deepseek-ai/DeepSeek-R1-Distill-Llama-70B',
    weightsGiB: 131.4,
    runtime: 'vllm',
    acceleratorClass: 'a100-80g',
    acceleratorsPerReplica: 4,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'prod',
    slo: { ttftP95Ms: 1200, tpotP95Ms: 60 },
    requestsPerSecond: 0.02,
    promptTokens: 10000,
    outputTokens: 1200,
    condition: 'idle',
  },
  {
    name: 'archive-batch',
    title: 'Archive batch',
    team: 'document-intelligence',
    model: 'Qwen/Qwen3-8B',
    weightsGiB: 15.3,
    runtime: 'vllm',
    acceleratorClass: 'l4-24g',
    acceleratorsPerReplica: 1,
    minReplicas: 1,
    maxReplicas: 1,
    environment: 'dev',
    slo: { ttftP95Ms: 5000 },
    requestsPerSecond: 0.5,
    promptTokens: 1000,
    outputTokens: 250,
    condition: 'cold-starting',
  },
];

/** Nodes of the sandbox's cluster: devices by accelerator class. */
export const nodes: {
  name: string;
  acceleratorClass: string;
  devices: number;
}[] = [
  { name: 'gpu-node-1', acceleratorClass: 'h100-80g', devices: 8 },
  { name: 'gpu-node-2', acceleratorClass: 'a100-80g', devices: 8 },
  { name: 'gpu-node-3', acceleratorClass: 'l40s-48g', devices: 4 },
  { name: 'gpu-node-4', acceleratorClass: 'l40s-48g', devices: 4 },
  { name: 'gpu-node-5', acceleratorClass: 'l4-24g', devices: 8 },
  { name: 'gpu-node-6', acceleratorClass: 'l4-24g', devices: 8 },
  { name: 'gpu-node-7', acceleratorClass: 'h100-mig-3g-40g', devices: 8 },
  { name: 'gpu-node-8', acceleratorClass: 'mi300x-192g', devices: 8 },
];
