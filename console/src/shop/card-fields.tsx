// The fields of a card's form, for cards that are made and for cards that are out. Must not know what becomes of the card.
import { ColorPicker, Form, Input, InputNumber, Switch } from 'antd';
import { useWords } from '../words/index.tsx';

interface Common {
  readonly colour: string;
  readonly description: string;
}

/** @param prefix of the fields' ids: two forms may stand on one page */
export function useCardFields<D extends Common>(prefix: string, draft: D, change: (some: Partial<D>) => void) {
  const words = useWords();
  type Name = keyof D & string;
  const set = (name: Name, value: unknown) => change({ [name]: value } as Partial<D>);
  return {
    text: (label: string, name: Name, maxLength: number) => (
      <Form.Item label={label} htmlFor={`${prefix}-${name}`}>
        <Input
          id={`${prefix}-${name}`}
          value={String(draft[name])}
          maxLength={maxLength}
          onChange={(event) => set(name, event.target.value)}
        />
      </Form.Item>
    ),
    number: (label: string, name: Name, min: number, max: number, precision = 0) => (
      <Form.Item label={label} htmlFor={`${prefix}-${name}`}>
        <InputNumber
          id={`${prefix}-${name}`}
          min={min}
          max={max}
          precision={precision}
          value={draft[name] as number}
          onChange={(value) => set(name, value ?? min)}
        />
      </Form.Item>
    ),
    choice: (label: string, name: Name, hint?: string) => (
      <Form.Item label={label} htmlFor={`${prefix}-${name}`} extra={hint}>
        <Switch id={`${prefix}-${name}`} checked={draft[name] as boolean} onChange={(checked) => set(name, checked)} />
      </Form.Item>
    ),
    colour: (
      <Form.Item label={words.colour}>
        <ColorPicker
          disabledAlpha
          value={draft.colour}
          onChangeComplete={(colour) => set('colour', colour.toHexString().slice(0, 7))}
        />
      </Form.Item>
    ),
    description: (
      <Form.Item label={words.description} htmlFor={`${prefix}-description`}>
        <Input.TextArea
          id={`${prefix}-description`}
          rows={3}
          maxLength={1024}
          value={draft.description}
          onChange={(event) => set('description', event.target.value)}
        />
      </Form.Item>
    ),
  };
}
