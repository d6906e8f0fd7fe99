// The graph a ComfyUI server is given: a template with places for words and numbers, the usual one or the operator's.
// Must not know how it is sent.

/** Nodes by id, as "Save (API format)" writes them. */
export type Workflow = Readonly<Record<string, unknown>>;

export interface WorkflowValues {
  readonly prompt: string;
  readonly negative: string;
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly steps: number;
  readonly guidance: number;
  readonly checkpoint: string;
}

/** One checkpoint, one sampler, one picture: the graph ComfyUI itself opens with. */
export const usualWorkflow: Workflow = {
  '3': {
    class_type: 'KSampler',
    inputs: {
      seed: '{{seed}}',
      steps: '{{steps}}',
      cfg: '{{guidance}}',
      sampler_name: 'dpmpp_2m',
      scheduler: 'karras',
      denoise: 1,
      model: ['4', 0],
      positive: ['6', 0],
      negative: ['7', 0],
      latent_image: ['5', 0],
    },
  },
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: '{{checkpoint}}' } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: '{{width}}', height: '{{height}}', batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: '{{prompt}}', clip: ['4', 1] } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: '{{negative}}', clip: ['4', 1] } },
  '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
  '9': { class_type: 'SaveImage', inputs: { filename_prefix: 'tuquan', images: ['8', 0] } },
};

const place = /\{\{(\w+)\}\}/g;

/** The template with its places filled. A text that is a place and nothing else becomes the value itself, number or text. */
export function fillWorkflow(template: Workflow, values: WorkflowValues): Workflow {
  const known = values as unknown as Readonly<Record<string, string | number>>;
  const fill = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const whole = /^\{\{(\w+)\}\}$/.exec(value)?.[1];
      if (whole !== undefined && known[whole] !== undefined) return known[whole];
      return value.replace(place, (text, key: string) => String(known[key] ?? text));
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member)]));
    }
    return value;
  };
  return fill(template) as Workflow;
}

/** @throws Error when a template lacks a place that must be filled */
export function checkWorkflow(template: Workflow): void {
  const text = JSON.stringify(template);
  for (const needed of ['prompt', 'seed', 'width', 'height']) {
    if (!text.includes(`{{${needed}}}`)) throw new Error(`the workflow has no place {{${needed}}}`);
  }
}
