/* libmbedtls as vesp uses it: a TLS 1.2 server over byte buffers, and checks of PEM credentials.
 *
 * Randomness and time are injected: the generator is seeded, and `time()` of the whole process returns what
 * `vesp_set_time` set on the calling thread (the real clock while nothing is set). */
#ifndef VESP_CMBEDTLS_H
#define VESP_CMBEDTLS_H

#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970 that libmbedtls sees on this thread; 0 returns to the real clock. */
void vesp_set_time(int64_t seconds);

/* One PEM or DER text; PEM must end with a NUL that `length` counts. */
struct vesp_blob {
    const uint8_t *bytes;
    size_t length;
};

struct vesp_server_options {
    struct vesp_blob rsa_chain, rsa_key, ec_chain, ec_key, client_ca;
    /* DER of the device certificate that counts as registered, or empty. */
    struct vesp_blob registered;
    uint64_t seed;
    int64_t time;
};

struct vesp_server;

/* A server for one connection; NULL with an mbedTLS error in `error` when a credential is unusable. */
struct vesp_server *vesp_server_new(const struct vesp_server_options *options, int *error);
void vesp_server_free(struct vesp_server *server);

/* Hands over bytes from the client. Returns 0, or -1 without memory. */
int vesp_server_feed(struct vesp_server *server, const uint8_t *bytes, size_t length);

/* Goes on with the handshake: 1 done, 0 more bytes needed, or an mbedTLS error. */
int vesp_server_handshake(struct vesp_server *server);

/* Decrypted bytes: count, 0 more bytes needed, or an mbedTLS error (also for close_notify). */
int vesp_server_read(struct vesp_server *server, uint8_t *bytes, size_t room);

/* Encrypts and queues `length` bytes. 0 or an mbedTLS error. */
int vesp_server_write(struct vesp_server *server, const uint8_t *bytes, size_t length);

/* Moves up to `room` queued bytes for the client out. */
size_t vesp_server_take(struct vesp_server *server, uint8_t *bytes, size_t room);

/* Name of the negotiated cipher suite, NULL before. */
const char *vesp_server_ciphersuite(struct vesp_server *server);

/* Text of an mbedTLS error. */
void vesp_error_text(int error, char *text, size_t room);

/* Checks of credentials. */
enum vesp_credential_result {
    VESP_CREDENTIAL_OK,
    VESP_NOT_A_CERTIFICATE,
    VESP_NOT_A_KEY,
    VESP_KEY_ENCRYPTED,
    VESP_KEY_MISMATCH,
};

struct vesp_key_info {
    int is_rsa;
    int bits;
};

/* Whether `pem` holds certificates only. */
int vesp_check_certificates(struct vesp_blob pem);

/* Whether `key` belongs to the first certificate; the key's kind in `info`. */
enum vesp_credential_result vesp_check_pair(struct vesp_blob certificate, struct vesp_blob key,
                                            struct vesp_key_info *info);

/* DER of the first certificate of a PEM; its length, 0 when there is none or no room. */
size_t vesp_certificate_der(struct vesp_blob pem, uint8_t *der, size_t room);

#endif
