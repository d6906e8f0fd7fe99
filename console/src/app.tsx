// The console once its code is there. Must not hold pages.
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { ApiError } from './api.ts';
import { Frame, firstPage } from './frame.tsx';
import { LookProvider } from './look.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { SessionProvider } from './session.tsx';
import { LanguageProvider } from './words/index.tsx';

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 1 && !(error instanceof ApiError && error.status < 500),
    },
  },
});

/** So long (ms) the first drawing waits for what the page shows: drawn once, it is there sooner than drawn empty and again. */
const patienceMs = 100;

/** Draws the console. `asked` has ended when what the addressed page shows first is there; it fails for nobody signed in. */
export async function start(asked: Promise<unknown>): Promise<void> {
  const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
  await Promise.race([patience, Promise.all([asked, firstPage]).catch(() => undefined)]);
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <LanguageProvider>
          <LookProvider>
            <SessionProvider
              waiting={<div className="boot" aria-busy="true" />}
              signInPage={(done) => <SignIn onSignedIn={done} />}
            >
              <BrowserRouter basename="/console">
                <Frame />
              </BrowserRouter>
            </SessionProvider>
          </LookProvider>
        </LanguageProvider>
      </QueryClientProvider>
    </StrictMode>,
  );
}
