import { ProviderFault } from './provider.ts'

// The addresses where clouds hand out credentials to whoever asks from inside.
const metadataHosts = new Set([
  'metadata.google.internal',
  'metadata',
  'instance-data',
  '[fd00:ec2::254]',
  '100.100.100.200',
])

/** A provider's base URL, refused where a request to it could leak a key or reach what only the machine itself may ask. */
export function checkedBaseUrl(provider: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw refusal(provider, 'must be an absolute http or https URL')
  }
  if (url.username !== '' || url.password !== '') throw refusal(provider, 'must not hold a user name or password')
  if (isMetadataHost(url.hostname)) throw refusal(provider, 'must not be a link-local or metadata address')
  url.hash = ''
  if (!url.pathname.endsWith('/')) url.pathname += '/'
  return url
}

const refusal = (provider: string, rule: string): ProviderFault =>
  new ProviderFault('PROVIDER_MISCONFIGURED', `The base URL of ${provider} ${rule}. The operator should check it.`, {
    kind: 'operator',
    retry: 'no',
    fallback: 'yes',
    breaker: 'trip',
  })

// The URL parser has already brought every spelling of an IPv4 address (hex, octal, one number) into four decimal parts.
function isMetadataHost(hostname: string): boolean {
  const host = hostname.toLowerCase().replace(/\.$/, '')
  if (metadataHosts.has(host) || host.startsWith('169.254.')) return true
  if (!host.startsWith('[')) return false
  const address = host.slice(1, -1)
  // fe80::/10 is fe80 to febf; ::ffff:a9fe:… and ::a9fe:… are 169.254.… in IPv6's clothes.
  return /^fe[89ab][0-9a-f]:/.test(address) || /^(::ffff:|::|64:ff9b::)a9fe:/.test(address)
}
