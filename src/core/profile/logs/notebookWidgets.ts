/** Progress bars that a notebook has stored as widgets: their last state is in its metadata, not in the outputs of the cells. */

/** Where notebooks keep their widgets. */
const STATE_TYPE = 'application/vnd.jupyter.widget-state+json';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&nbsp;': ' ', '&quot;': '"' };

type Fields = Readonly<Record<string, unknown>>;

/** A line for each bar of tqdm.notebook: name and percentage, then count and times, which are widgets of their own in one box. */
export function* widgetLines(metadata: unknown): Generator<string> {
  const models = fieldsOf(fieldsOf(fieldsOf(fieldsOf(metadata)['widgets'])[STATE_TYPE])['state']);
  for (const model of Object.values(models)) {
    const { model_name: name, state } = fieldsOf(model);
    const children = name === 'HBoxModel' ? fieldsOf(state)['children'] : undefined;
    const texts = Array.isArray(children) ? children.slice(0, 10).map((child) => textOf(models, child)).filter((text) => text !== '') : [];
    if (texts.length > 0) yield texts.join('| ');
  }
}

/** The text of a child, which is named as `IPY_MODEL_` and its key. */
function textOf(models: Fields, child: unknown): string {
  const { value } = fieldsOf(fieldsOf(models[String(child).replace('IPY_MODEL_', '')])['state']);
  return typeof value === 'string' ? value.replace(/&(?:lt|gt|amp|nbsp|quot);/g, (entity) => ENTITIES[entity] ?? entity).trim() : '';
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
