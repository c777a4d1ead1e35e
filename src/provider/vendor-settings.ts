import type { TransportOptions } from './transport.ts'

/** What every adapter of a vendor is made from. */
export interface VendorSettings {
  /** The provider's name in Parley, as in `name/model`. */
  name: string
  baseUrl: string
  apiKey?: string | undefined
  /** Sent with every request besides the vendor's own. */
  headers?: Record<string, string>
  transport?: TransportOptions
}
