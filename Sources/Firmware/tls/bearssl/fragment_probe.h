/* Whether a server takes a maximum fragment length (RFC 6066), asked as probeMaxFragmentLength of the Arduino core asks. */
#ifndef VESP_TLS_BEARSSL_FRAGMENT_PROBE_H
#define VESP_TLS_BEARSSL_FRAGMENT_PROBE_H

/* A connection of its own: a ClientHello with the extension, a look for its echo in the ServerHello, two alerts. The core's
 * ClientHello offers more suites. */
int fragment_probe(const char *host, unsigned port, unsigned length);

#endif
