import type { AcceleratorClass } from '../../acceleratorClass';
import { GIB } from '../constants';
import { kvBytesPerToken, kvLayout } from '../kvCache';
import { activationGiB, fitMemory, type RuntimeSettings } from '../memory';
import { parseModelConfig } from '../parseModelConfig';
import type { ModelShape } from '../types';
import { deviceWeightsGiB, weightBytes } from '../weights';
import { shippedClass } from './classes';
import {
  DEFAULTS_ON_H100,
  HYBRIDS,
  PUBLISHED_BYTES_PER_TOKEN,
  PUBLISHED_CHECKPOINTS,
  PUBLISHED_RUNS,
  SOURCES,
  type PublishedRun,
} from './published';

/** One figure: what was published, what we say, and how far the two may be apart. */
export type Line = {
  model: string;
  figure: string;
  predicted: string;
  published: string;
  error: string;
  isWithin: boolean;
  source: string;
};

/** Reads a config that must be modelled. */
export function shapeOf(config: unknown): ModelShape {
  const parsed = parseModelConfig(config);
  if (parsed.state !== 'modelled') {
    throw new Error(JSON.stringify(parsed));
  }
  return parsed;
}

type Names = Pick<Line, 'model' | 'figure' | 'source'>;

function inGiB(
  names: Names,
  predicted: number,
  published: number,
  mostGiB: number,
): Line {
  const error = predicted - published;
  return {
    ...names,
    predicted: `${predicted.toFixed(2)} GiB`,
    published: `${published.toFixed(2)} GiB`,
    error: `${error < 0 ? '' : '+'}${error.toFixed(2)} GiB`,
    isWithin: Math.abs(error) <= mostGiB + 1e-9,
  };
}

function inPercent(
  names: Names,
  predicted: number,
  published: number,
  mostPercent: number,
  digits = 0,
): Line {
  const error = (predicted / published - 1) * 100;
  const show = (value: number) =>
    value.toLocaleString('en-US', {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
  return {
    ...names,
    predicted: show(predicted),
    published: show(published),
    error: `${error < 0 ? '' : '+'}${error.toFixed(2)} %`,
    isWithin: Math.abs(error) <= mostPercent,
  };
}

function exactly(names: Names, predicted: string, published: string): Line {
  const isWithin = predicted === published;
  return {
    ...names,
    predicted,
    published,
    error: isWithin ? '0' : 'differs',
    isWithin,
  };
}

const h100 = shippedClass('h100-80g');

function linesOfRun(run: PublishedRun): Line[] {
  const model = shapeOf(run.config);
  const tensorParallel = run.tensorParallel ?? 1;
  const precision = run.precision ?? 'auto';
  const kvPrecision = run.kvPrecision ?? 'auto';
  const settings: RuntimeSettings = {
    ...DEFAULTS_ON_H100,
    profile: run.profile,
    utilisation: run.utilisation,
    usableGiB: run.usableGiB,
    ...(run.blockTokens && { blockTokens: run.blockTokens }),
  };
  const acceleratorClass: AcceleratorClass = {
    ...h100,
    memoryGiB: run.usableGiB,
  };
  const fit = (measured?: RuntimeSettings['measured']) =>
    fitMemory({
      model,
      precision,
      kvPrecision,
      acceleratorClass,
      tensorParallel,
      maxModelLength: run.maxModelLength,
      settings: { ...settings, ...(measured && { measured }) },
    });
  const names = (figure: string): Names => ({
    model:
      tensorParallel > 1 ? `${run.model}, TP ${tensorParallel}` : run.model,
    figure,
    source: run.source,
  });

  const { weightsGiB, activationGiB: activation, nonTorchGiB, poolGiB } = run;
  const lines: Line[] = [];
  if (weightsGiB !== undefined) {
    lines.push(
      inGiB(
        names('weights per device'),
        deviceWeightsGiB(model, precision, tensorParallel),
        weightsGiB,
        0.02,
      ),
    );
  }
  if (activation !== undefined) {
    lines.push(
      inGiB(
        names('activation peak'),
        activationGiB(model, tensorParallel, settings),
        activation,
        0.25,
      ),
    );
  }
  if (poolGiB !== undefined && activation !== undefined) {
    lines.push(
      inGiB(
        names('cache, from constants'),
        fit().perDevice.kvCacheGiB,
        poolGiB,
        2,
      ),
      inGiB(
        names('cache, activation measured'),
        fit({ activationGiB: activation, nonTorchGiB }).perDevice.kvCacheGiB,
        poolGiB,
        0.02,
      ),
    );
  }
  if (poolGiB !== undefined) {
    const layout = kvLayout(model, tensorParallel, kvPrecision, {
      blockTokens: run.blockTokens,
      batchedTokens: DEFAULTS_ON_H100.maxBatchedTokens,
    });
    const blocks = Math.floor((poolGiB * GIB) / layout.blockBytes);
    if (run.tokens !== undefined) {
      lines.push(
        inPercent(
          names('tokens in the cache'),
          blocks * layout.blockTokens,
          run.tokens,
          0.2,
        ),
      );
    }
    if (run.concurrency !== undefined) {
      lines.push(
        inPercent(
          names(`requests of ${run.maxModelLength.toLocaleString('en-US')}`),
          blocks / layout.blocksFor(run.maxModelLength),
          run.concurrency,
          0.2,
          2,
        ),
      );
    }
  }
  if (run.starts !== undefined) {
    const verdict = (starts: boolean) => (starts ? 'starts' : 'fails');
    lines.push(
      exactly(
        names(
          `start with ${run.maxModelLength.toLocaleString('en-US')} tokens`,
        ),
        verdict(fit().missingGiB === 0),
        verdict(run.starts),
      ),
    );
  }
  return lines;
}

/** Every published figure beside ours. */
export function publishedLines(): Line[] {
  return [
    ...PUBLISHED_RUNS.flatMap(linesOfRun),
    ...PUBLISHED_BYTES_PER_TOKEN.map(({ model, config, bytes }) =>
      exactly(
        { model, figure: 'bytes per token', source: SOURCES.kaito },
        kvBytesPerToken(shapeOf(config)).toLocaleString('en-US'),
        bytes.toLocaleString('en-US'),
      ),
    ),
    ...PUBLISHED_CHECKPOINTS.map(({ model, config, sizeGiB }) =>
      inGiB(
        { model, figure: 'checkpoint', source: SOURCES.kaitoCatalog },
        weightBytes(shapeOf(config), 'auto').total / GIB,
        sizeGiB,
        sizeGiB * 0.003,
      ),
    ),
    ...HYBRIDS.map(({ model, config }) =>
      exactly(
        {
          model,
          figure: 'modelled?',
          source: 'the model’s config.json',
        },
        parseModelConfig(config).state,
        'not-modelled',
      ),
    ),
  ];
}

/** The lines that a reader asks for first; the others say how they come about. */
export function mainLines(lines: Line[]): Line[] {
  return lines.filter(
    ({ figure, published }) =>
      figure === 'cache, from constants' ||
      figure === 'tokens in the cache' ||
      figure === 'bytes per token' ||
      published === 'fails' ||
      published === 'not-modelled',
  );
}

/** The lines as a Markdown table, laid out as Prettier does. */
export function toMarkdown(lines: Line[]): string {
  const columns = [
    'model',
    'figure',
    'predicted',
    'published',
    'error',
  ] as const;
  const widths = columns.map(column =>
    Math.max(column.length, ...lines.map(line => line[column].length)),
  );
  const row = (cells: readonly string[]) =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  return [
    row(columns),
    row(widths.map(width => '-'.repeat(width))),
    ...lines.map(line => row(columns.map(column => line[column]))),
  ].join('\n');
}
