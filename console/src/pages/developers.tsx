// For whoever integrates: requests and why they were refused, the signature doctor for a pasted one, callbacks.
// Must not know how a scheme signs.
import { App, Button, Input, Tabs } from 'antd';
import { useState } from 'react';
import { sendJson } from '../api.ts';
import { Callbacks } from '../developers/callbacks.tsx';
import { Credentials } from '../developers/credentials.tsx';
import { Doctor } from '../developers/doctor.tsx';
import { Limits } from '../developers/limits.tsx';
import { Requests } from '../developers/requests.tsx';
import type { Diagnosis } from '../developers/traffic.ts';
import { useSession } from '../session.tsx';
import { useWords } from '../words/index.tsx';

const example = 'POST /v3/… HTTP/1.1\nContent-Type: application/json\nAuthorization: …\n\n{"…": "…"}';

function PasteDoctor() {
  const words = useWords();
  const { message } = App.useApp();
  const [raw, setRaw] = useState('');
  const [diagnosis, setDiagnosis] = useState<Diagnosis | null>(null);
  const [asking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    try {
      const answer = await sendJson<{ diagnosis: Diagnosis | null }>('POST', 'diagnosis', { raw });
      setDiagnosis(answer.diagnosis);
      if (answer.diagnosis === null) message.info(words.noSignatureThere);
    } catch (error) {
      setDiagnosis(null);
      message.error((error as Error).message);
    }
    setAsking(false);
  };
  return (
    <>
      <p className="hint">{words.pasteHint}</p>
      <Input.TextArea
        className="code-input"
        aria-label={words.pasteRequest}
        placeholder={example}
        rows={10}
        spellCheck={false}
        value={raw}
        onChange={(event) => setRaw(event.target.value)}
      />
      <div className="bar pages">
        <Button type="primary" loading={asking} disabled={raw.trim() === ''} onClick={() => void ask()}>
          {words.diagnose}
        </Button>
      </div>
      {diagnosis && <Doctor diagnosis={diagnosis} />}
    </>
  );
}

export default function Developers() {
  const words = useWords();
  const { session } = useSession();
  return (
    <section>
      <h1>{words.developers}</h1>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'requests', label: words.requests, children: <Requests /> },
          { key: 'doctor', label: words.doctor, children: <PasteDoctor /> },
          { key: 'callbacks', label: words.callbacks, children: <Callbacks /> },
          { key: 'limits', label: words.limits, children: <Limits /> },
          ...(session.role === 'owner'
            ? [{ key: 'credentials', label: words.credentials, children: <Credentials /> }]
            : []),
        ]}
      />
    </section>
  );
}
