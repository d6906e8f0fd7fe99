// The first page after signing in: what can be done here, and how things stand. Must not load charts.
import { useWords } from '../words/index.tsx';

export default function Overview() {
  const words = useWords();
  return (
    <section>
      <h1>{words.overview}</h1>
      <p>{words.slogan}</p>
    </section>
  );
}
