/* libmbedtls as vesp uses it: TLS 1.2 server and client over byte buffers, checks of PEM credentials, and the ciphers
 * of 802.11.
 *
 * Randomness and time are injected: the generator is seeded (or, for a server with real clients, the system's), and
 * `time()` of the whole process returns what `vesp_fix_time` set on the calling thread (the real clock while nothing is
 * set). */
#ifndef VESP_CMBEDTLS_H
#define VESP_CMBEDTLS_H

#include <stddef.h>
#include <stdint.h>

/* Seconds since 1970 that `time()` returns on this thread, until `vesp_release_time`. */
void vesp_fix_time(int64_t seconds);

/* `time()` returns the real clock on this thread again. */
void vesp_release_time(void);

/* One PEM or DER text; PEM must end with a NUL that `length` counts. */
struct vesp_blob {
    const uint8_t *bytes;
    size_t length;
};

/* How the handshake messages of the server's first flight are put into records. */
enum vesp_flight {
    /* Each message in its own record. */
    VESP_RECORD_PER_MESSAGE,
    /* ServerHello; Certificate; the other messages together. */
    VESP_RECORD_PER_GROUP,
    /* All in one record. */
    VESP_ONE_RECORD,
};

/* Decides on a client's certificate. `chain` is what the client sent, DER, leaf first, at most 10 certificates (only the
 * leaf when a session is resumed); `flags` is what mbedTLS' verification against `client_ca` has found wrong with it
 * (MBEDTLS_X509_BADCERT_… and BADCRL_…, 0 for nothing) and binds nobody. Returns 0 to let the client in, or the number
 * of the fatal alert to send: 42 to 46, 48 or 49. */
typedef int vesp_judge(void *context, const struct vesp_blob *chain, size_t count, uint32_t flags);

/* An endpoint's certificate chains, leaf first, their keys, and the CAs of its clients, PEM; a chain may be empty. */
struct vesp_identity_texts {
    struct vesp_blob rsa_chain, rsa_key, ec_chain, ec_key, client_ca;
};

/* They, parsed, for the servers of all connections of an endpoint, one thread at a time; NULL with an mbedTLS error in
 * `error` when one is unusable. */
struct vesp_identities;
struct vesp_identities *vesp_identities_new(const struct vesp_identity_texts *texts, int *error);
void vesp_identities_free(struct vesp_identities *identities);

struct vesp_server_options {
    /* Must live as long as the server. */
    struct vesp_identities *identities;
    /* NULL: no CertificateRequest is sent, as web servers do, and everybody is let in. */
    vesp_judge *judge;
    void *judge_context;
    /* Whether clients of TLS 1.0 and 1.1 are served. */
    int takes_old_versions;
    /* Whether a client that asks for a maximum fragment length (RFC 6066) is not heard. */
    int ignores_fragment_length;
    /* Whether the extended master secret (RFC 7627) is not spoken. */
    int has_no_extended_master_secret;
    uint64_t seed;
    /* Whether the randomness is the system's instead: keys that nobody can guess, and no two runs alike. */
    int is_unpredictable;
    int64_t time;
    enum vesp_flight flight;
};

struct vesp_server;

/* A server for one connection; NULL with an mbedTLS error in `error`. */
struct vesp_server *vesp_server_new(const struct vesp_server_options *options, int *error);
void vesp_server_free(struct vesp_server *server);

/* Sets the order in which cipher suites (IANA numbers) and curves (TLS numbers) are chosen; others are not offered.
 * Call before the first `vesp_server_handshake`. */
void vesp_server_prefer(struct vesp_server *server, const uint16_t *suites, size_t suite_count, const uint16_t *curves,
                        size_t curve_count);

/* Whether a client is asked for its certificate. */
enum vesp_asking {
    VESP_ASK_NOBODY,
    /* One who has none is let in; one whose certificate the judge refuses is not. */
    VESP_ASK_WHO_HAS_ONE,
    VESP_ASK_EVERYBODY,
};

/* Decides that for a server that has a judge, whose clients are all asked otherwise. Call before the first handshake. */
void vesp_server_ask(struct vesp_server *server, enum vesp_asking asking);

/* Names the application protocol that is taken from those that the client offers (RFC 7301), at most 31 bytes. Call before the
 * first handshake. 0 or an mbedTLS error. */
int vesp_server_select(struct vesp_server *server, const char *protocol);

/* Has the handshake fail with this alert once the ClientHello has been read. Call before the first handshake. */
void vesp_server_refuse(struct vesp_server *server, uint8_t alert);

/* Sessions of all connections of an endpoint, for resumption by their id; NULL without memory. */
struct vesp_sessions;
struct vesp_sessions *vesp_sessions_new(void);
void vesp_sessions_free(struct vesp_sessions *sessions);

/* Gives clients of `sessions` tickets to resume by (RFC 5077), too. 0 or an mbedTLS error. */
int vesp_sessions_give_tickets(struct vesp_sessions *sessions, uint64_t seed, int is_unpredictable, int64_t time);

/* Lets the client resume one of `sessions`, which must live as long as the server. Call before the first handshake. */
void vesp_server_keep_sessions(struct vesp_server *server, struct vesp_sessions *sessions);

/* Hands over bytes from the client. Returns 0, or -1 without memory. */
int vesp_server_feed(struct vesp_server *server, const uint8_t *bytes, size_t length);

/* Goes on with the handshake: 1 done, 0 more bytes needed, or an mbedTLS error; an alert is queued where TLS wants one. */
int vesp_server_handshake(struct vesp_server *server);

/* Decrypted bytes: count, 0 more bytes needed, or an mbedTLS error (also for close_notify). */
int vesp_server_read(struct vesp_server *server, uint8_t *bytes, size_t room);

/* Encrypts and queues `length` bytes. 0 or an mbedTLS error. */
int vesp_server_write(struct vesp_server *server, const uint8_t *bytes, size_t length);

/* Queues close_notify. */
void vesp_server_close(struct vesp_server *server);

/* Number of bytes that are queued for the client. */
size_t vesp_server_waiting(const struct vesp_server *server);

/* Moves up to `room` of them out. */
size_t vesp_server_take(struct vesp_server *server, uint8_t *bytes, size_t room);

/* Name of the negotiated cipher suite, NULL before. */
const char *vesp_server_ciphersuite(struct vesp_server *server);

/* Copies what decrypts the connection; whether the keys have been agreed on. */
int vesp_server_secrets(struct vesp_server *server, uint8_t client_random[32], uint8_t master_secret[48]);

/* Why a connection ended, as far as it is not in the mbedTLS error. */
enum vesp_refusal {
    VESP_NOT_REFUSED,
    /* The client sent no certificate. */
    VESP_NO_CERTIFICATE,
    /* The judge refused the client's certificate, or TLS did for its key's kind or usage. */
    VESP_CERTIFICATE_REFUSED,
    /* The client sent a fatal alert: see `vesp_server_alert`. */
    VESP_ALERT_RECEIVED,
    /* The client sent close_notify. */
    VESP_CLOSED_BY_CLIENT,
    /* No cipher suite in common that the server's certificates can serve. */
    VESP_NO_COMMON_SUITE,
    /* `vesp_server_refuse` has it so. */
    VESP_HELLO_REFUSED,
    VESP_OTHER_FAILURE,
};

/* What an mbedTLS error of a server means. */
enum vesp_refusal vesp_refusal_of(int error);

/* Number of the last alert the client sent. */
int vesp_server_alert(struct vesp_server *server);

/* A TLS 1.2 client, the other half for tests and for native runs. Functions as those of the server. */
struct vesp_client_options {
    struct vesp_blob ca, chain, key;
    /* Checked against the server's certificate and sent as SNI, unless NULL. */
    const char *host;
    uint64_t seed;
    int64_t time;
    /* IANA number of the only cipher suite offered, 0 for all. */
    uint16_t suite;
    /* mbedTLS code of the maximum fragment length (1 to 4: 512 to 4096 bytes), 0 for none. */
    uint8_t fragment_code;
};

struct vesp_client;

struct vesp_client *vesp_client_new(const struct vesp_client_options *options, int *error);
void vesp_client_free(struct vesp_client *client);
int vesp_client_feed(struct vesp_client *client, const uint8_t *bytes, size_t length);
int vesp_client_handshake(struct vesp_client *client);
int vesp_client_read(struct vesp_client *client, uint8_t *bytes, size_t room);
int vesp_client_write(struct vesp_client *client, const uint8_t *bytes, size_t length);
void vesp_client_close(struct vesp_client *client);
size_t vesp_client_take(struct vesp_client *client, uint8_t *bytes, size_t room);
const char *vesp_client_ciphersuite(struct vesp_client *client);
/* Number of the last alert the server sent, -1 when the last record was none. */
int vesp_client_alert(struct vesp_client *client);

/* The session of an established connection, for another client to resume; NULL without memory. */
struct vesp_session;
struct vesp_session *vesp_client_session(struct vesp_client *client);
void vesp_session_free(struct vesp_session *session);
/* Call before the first `vesp_client_handshake`. 0 or an mbedTLS error. */
int vesp_client_resume(struct vesp_client *client, const struct vesp_session *session);

/* Text of an mbedTLS error. */
void vesp_error_text(int error, char *text, size_t room);

/* SHA-256 of `bytes`. 0 or an mbedTLS error. */
int vesp_sha256(const uint8_t *bytes, size_t length, uint8_t digest[32]);

/* What WPA2 and WPA are made of (IEEE 802.11-2016 clause 12). Each returns 0 or an mbedTLS error. */

/* HMAC-SHA-1 and HMAC-MD5 of `bytes` (RFC 2104). */
int vesp_hmac_sha1(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t mac[20]);
int vesp_hmac_md5(const uint8_t *key, size_t key_length, const uint8_t *bytes, size_t length, uint8_t mac[16]);

/* PBKDF2 with HMAC-SHA-1 (RFC 8018, 5.2). */
int vesp_pbkdf2_sha1(const uint8_t *password, size_t password_length, const uint8_t *salt, size_t salt_length,
                     uint32_t iterations, uint8_t *key, size_t key_length);

/* One block of AES-128, forwards or backwards; `in` and `out` may be the same. */
int vesp_aes128_encrypt(const uint8_t key[16], const uint8_t in[16], uint8_t out[16]);
int vesp_aes128_decrypt(const uint8_t key[16], const uint8_t in[16], uint8_t out[16]);

/* AES-128 CCM (RFC 3610) with a nonce of 13 and a tag of 8 bytes. `out` has room for `length` bytes. */
int vesp_ccm_seal(const uint8_t key[16], const uint8_t nonce[13], const uint8_t *added, size_t added_length,
                  const uint8_t *in, size_t length, uint8_t *out, uint8_t tag[8]);
int vesp_ccm_open(const uint8_t key[16], const uint8_t nonce[13], const uint8_t *added, size_t added_length,
                  const uint8_t *in, size_t length, uint8_t *out, const uint8_t tag[8]);

/* RC4 whose first `skipped` bytes are thrown away; `out` has room for `length` bytes. */
int vesp_rc4(const uint8_t *key, size_t key_length, size_t skipped, const uint8_t *in, size_t length, uint8_t *out);

enum vesp_credential_result {
    VESP_CREDENTIAL_OK,
    /* No PEM block of the kind that is wanted. */
    VESP_CREDENTIAL_MISSING,
    /* A PEM block whose text cannot be decoded. */
    VESP_CREDENTIAL_BROKEN,
    /* Decoded, but libmbedtls cannot use what is inside. */
    VESP_CREDENTIAL_UNUSABLE,
    /* A key under a password. */
    VESP_CREDENTIAL_ENCRYPTED,
    /* A key of another certificate. */
    VESP_CREDENTIAL_MISMATCH,
};

enum { VESP_OID_ROOM = 64 };

/* What a certificate or key says it is made with: object identifiers as numbers with dots, "" where it does not say. */
struct vesp_algorithms {
    /* That of the certificate's signature. */
    char signature[VESP_OID_ROOM];
    /* Not told of a key in the formats of PKCS #1 and RFC 5915, whose PEM label says it. */
    char key[VESP_OID_ROOM];
    /* An EC key's named curve. */
    char curve[VESP_OID_ROOM];
    /* Whether an EC key describes its curve by numbers instead of by name. */
    int has_explicit_curve;
};

/* The first certificate of a PEM behind `*offset` (0 at first), which is moved behind it; "missing" when there is none
 * left. */
enum vesp_credential_result vesp_next_certificate(struct vesp_blob pem, size_t *offset,
                                                  struct vesp_algorithms *algorithms);

struct vesp_key {
    int is_rsa;
    int bits;
    struct vesp_algorithms algorithms;
};

/* Whether the private key `key` can be used and belongs to the first of the usable certificates `certificate`, if that is
 * not empty. */
enum vesp_credential_result vesp_check_key(struct vesp_blob certificate, struct vesp_blob key, struct vesp_key *found);

/* DER of the first certificate of a PEM; its length, 0 when there is none or no room. */
size_t vesp_certificate_der(struct vesp_blob pem, uint8_t *der, size_t room);

/* Fills `bytes` with randomness. Returns 0. */
typedef int vesp_random(void *context, unsigned char *bytes, size_t length);

/* Makes an RSA key with the exponent 65537: the private key as PEM of PKCS #1, the public one as PEM of a
 * SubjectPublicKeyInfo, each with its NUL. 0 or an mbedTLS error. */
int vesp_rsa_key(vesp_random *random, void *context, unsigned bits, char *key, size_t key_room, char *public_key,
                 size_t public_room);

/* Makes a key on NIST P-256: PEM of an ECPrivateKey (RFC 5915) with its NUL. 0 or an mbedTLS error. */
int vesp_p256_key(vesp_random *random, void *context, char *key, size_t key_room);

#endif
