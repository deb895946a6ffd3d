/* The TLS connection of the application. */
#ifndef VESP_AWS_IOT_TLS_H
#define VESP_AWS_IOT_TLS_H

#include <stddef.h>

/* Sets up CA, client certificate and key from the configuration area. 0 or an mbedTLS error. */
int tls_init(void);

/* TCP connection and handshake. 0, or a negative errno or mbedTLS error. */
int tls_connect(const char *host, unsigned port);

int tls_write(const unsigned char *data, size_t count);

/* Bytes read, 0 when the timeout passed, negative when the connection is gone. */
int tls_read(unsigned char *data, size_t count, unsigned timeout_ms);

void tls_close(void);

#endif
