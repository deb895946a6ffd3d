/* TLS as an application sees it, whichever library is linked. */
#ifndef VESP_TLS_H
#define VESP_TLS_H

#include <stddef.h>

/* Errors of a library that counts them downwards are at or below this number, those of one that counts them upwards
 * (BearSSL) are positive; what is between is an errno of lwIP. */
#define TLS_LIBRARY_ERROR (-0x100)

/* ETIMEDOUT of lwIP: the handshake took longer than the configuration allows. */
#define TLS_TIMED_OUT (-110)

static inline int tls_is_errno(int result) { return result > TLS_LIBRARY_ERROR && result < 0; }

/* Sets up CA, client certificate and key from the configuration area. 0 or an error of the library. */
int tls_init(void);

/* TCP connection and handshake. 0, a negative errno or an error of the library. */
int tls_connect(const char *host, unsigned port);

/* The handshake on the connection that is there: again, or further. 0 or an error of the library. */
int tls_handshake(void);

int tls_write(const unsigned char *data, size_t count);

/* Bytes read, 0 when the timeout passed, negative when the connection is gone. */
int tls_read(unsigned char *data, size_t count, unsigned timeout_ms);

void tls_close(void);

#endif
