// Colours, light and dark, and the nonce the content security policy asks of style elements.
// Must not know any page.
import { ConfigProvider, theme } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useLanguage } from './words/index.tsx';

const kept = 'tuquan.dark';
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;

interface Look {
  readonly dark: boolean;
  readonly setDark: (dark: boolean) => void;
}

const LookContext = createContext<Look>({ dark: false, setDark: () => undefined });

export function LookProvider({ children }: { readonly children: ReactNode }) {
  const { language } = useLanguage();
  const [dark, setDark] = useState(() => {
    const chosen = localStorage.getItem(kept);
    return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === '1';
  });
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  }, [dark]);
  const look = useMemo<Look>(
    () => ({
      dark,
      setDark: (next) => {
        localStorage.setItem(kept, next ? '1' : '0');
        setDark(next);
      },
    }),
    [dark],
  );
  return (
    <LookContext.Provider value={look}>
      <ConfigProvider
        {...(nonce ? { csp: { nonce } } : {})}
        locale={language === 'zh' ? zhCN : enUS}
        button={{ autoInsertSpace: false }}
        theme={{
          // The styles themselves come as a file: console/antd-styles.ts.
          zeroRuntime: true,
          algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
          token: {
            // 5.3 : 1 on white, 4.6 : 1 with the dark palette's surface.
            colorPrimary: dark ? '#2fb587' : '#0a7a55',
            colorInfo: dark ? '#2fb587' : '#0a7a55',
            // The palette's own grounds are muddy greens.
            colorInfoBg: dark ? '#11271f' : '#e9f5f0',
            colorInfoBorder: dark ? '#1f5a44' : '#b7dccd',
            colorLink: dark ? '#3ecf9b' : '#0a7a55',
            borderRadius: 8,
            fontSize: 14,
            fontFamily:
              "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif",
            colorTextSecondary: dark ? '#b4bcb9' : '#55605c',
            colorTextTertiary: dark ? '#98a29e' : '#66716d',
            colorTextPlaceholder: dark ? '#98a29e' : '#6b7672',
            colorPrimaryHover: dark ? '#4cc79c' : '#086a4a',
            colorPrimaryActive: dark ? '#2fb587' : '#065a3e',
            colorError: dark ? '#ff8a80' : '#b3261e',
            colorSuccess: dark ? '#3ecf9b' : '#0b6b4b',
            colorTextDisabled: dark ? '#8f9995' : '#66716d',
            colorTextDescription: dark ? '#b4bcb9' : '#5b6662',
            ...(dark
              ? {
                  colorBgContainer: '#141a18',
                  colorBgElevated: '#1a2220',
                  colorBgLayout: '#0e1211',
                  colorBorder: '#3a4642',
                  colorBorderSecondary: '#27302d',
                  colorSplit: '#27302d',
                }
              : { colorBorderSecondary: '#e3e8e6' }),
          },
          components: {
            Button: {
              primaryShadow: 'none',
              defaultShadow: 'none',
              dangerShadow: 'none',
              ...(dark ? { primaryColor: '#04150f' } : {}),
            },
            Segmented: dark ? { trackBg: '#0b0f0e', itemSelectedBg: '#25302c' } : {},
            Table: dark ? { headerBg: '#1a2220' } : { headerBg: '#f5f7f6' },
          },
        }}
      >
        {children}
      </ConfigProvider>
    </LookContext.Provider>
  );
}

export const useLook = (): Look => useContext(LookContext);
