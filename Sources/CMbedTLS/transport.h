/* What the server and the client share: byte queues and the seeded generator. Not part of the module's interface. */
#ifndef VESP_TRANSPORT_H
#define VESP_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

/* A queue of bytes; `start`..`end` are waiting. */
struct vesp_queue {
    uint8_t *bytes;
    size_t start, end, room;
};

/* Adds bytes. 0, or -1 without memory. */
int vesp_queue_append(struct vesp_queue *queue, const uint8_t *bytes, size_t length);

/* Moves up to `room` bytes out and returns their count. */
size_t vesp_queue_take(struct vesp_queue *queue, uint8_t *bytes, size_t room);

/* Gives the memory of a queue back in which nothing waits. */
void vesp_queue_trim(struct vesp_queue *queue);

/* SplitMix64 as an mbedTLS f_rng; `context` is its uint64_t state. The same bytes for the same seed. */
int vesp_seeded_random(void *context, unsigned char *bytes, size_t length);

/* The system's generator as an mbedTLS f_rng; `context` is not used. 0 or an mbedTLS error. */
int vesp_system_random(void *context, unsigned char *bytes, size_t length);

/* Writes all of `bytes` through `ssl`. 0 or an mbedTLS error. */
struct mbedtls_ssl_context;
int vesp_write_all(struct mbedtls_ssl_context *ssl, const uint8_t *bytes, size_t length);

#endif
