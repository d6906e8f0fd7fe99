// The console's two languages. Must not hold words itself: zh.ts and en.ts do, with the same keys.
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import { en } from './en.ts';
import { zh } from './zh.ts';

export type Language = 'zh' | 'en';
export type Words = { readonly [K in keyof typeof zh]: string };

const all: Record<Language, Words> = { zh, en };
const kept = 'tuquan.language';

interface Choice {
  readonly language: Language;
  readonly words: Words;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<Choice | null>(null);

function firstLanguage(): Language {
  const chosen = localStorage.getItem(kept);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(firstLanguage);
  const choice = useMemo<Choice>(
    () => ({
      language,
      words: all[language],
      choose: (next) => {
        localStorage.setItem(kept, next);
        document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext.Provider value={choice}>{children}</LanguageContext.Provider>;
}

export function useLanguage(): Choice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('useLanguage outside LanguageProvider');
  return choice;
}

export const useWords = (): Words => useLanguage().words;
