import { createTheme } from '@mantine/core'
import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#edf8f7',
  '#d7eeec',
  '#afdcd9',
  '#83c8c5',
  '#57b0ad',
  '#35979a',
  '#1f7f82',
  '#136a6b',
  '#0f5658',
  '#0b4245',
]

// Text first, ground last, with a breath of the accent in it so that greys and petrol belong together.
const dark: MantineColorsTuple = [
  '#e3e7e9',
  '#c5cccf',
  '#98a2a7',
  '#6d787e',
  '#454f55',
  '#353e43',
  '#283035',
  '#1d2327',
  '#15191c',
  '#0f1214',
]

const sans =
  "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif"
const mono = "ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace"

/** Parley's look: one accent, quiet greys, type that is comfortable to read for long. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, dark },
  fontFamily: sans,
  fontFamilyMonospace: mono,
  headings: { fontFamily: sans, fontWeight: '620' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.25rem' },
  defaultRadius: 'md',
  radius: { sm: '6px', md: '9px', lg: '14px', xl: '22px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 450, withinPortal: true } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { transition: 'pop', duration: 120 } } },
    Modal: {
      styles: { title: { fontWeight: 620 } },
      defaultProps: { centered: true, radius: 'lg', overlayProps: { backgroundOpacity: 0.4 } },
    },
  },
})

/** The grounds and lines that the components share, for each scheme. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2225',
    '--mantine-color-dimmed': '#5d686d',
    '--parley-sidebar': '#f5f7f7',
    '--parley-line': '#e3e8e8',
    '--parley-hover': '#e9eeee',
    '--parley-active': '#dfe8e8',
    '--parley-bubble': '#eef3f3',
    '--parley-code': '#f6f8f8',
    '--parley-accent-text': '#0f5f61',
    '--parley-shadow': '0 1px 2px rgb(15 40 45 / 5%), 0 6px 24px rgb(15 40 45 / 7%)',
  },
  dark: {
    '--mantine-color-body': '#15191c',
    '--mantine-color-text': '#e3e7e9',
    '--mantine-color-dimmed': '#98a2a7',
    '--parley-sidebar': '#0f1315',
    '--parley-line': '#283035',
    '--parley-hover': '#1d2428',
    '--parley-active': '#243034',
    '--parley-bubble': '#22292d',
    '--parley-code': '#0f1315',
    '--parley-accent-text': '#83c8c5',
    '--parley-shadow': '0 1px 2px rgb(0 0 0 / 30%), 0 8px 28px rgb(0 0 0 / 28%)',
  },
})
