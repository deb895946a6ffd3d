#include "transport.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sys/random.h>

#include <mbedtls/entropy.h>
#include <mbedtls/ssl.h>

/* Bytes that an empty queue keeps for the next ones: few, as most connections are idle most of the time. */
enum { kept_room = 512 };

int vesp_queue_append(struct vesp_queue *queue, const uint8_t *bytes, size_t length)
{
    if (length == 0) {
        return 0;
    }
    if (queue->start == queue->end) {
        queue->start = queue->end = 0;
    }
    if (length > queue->room - queue->end) {
        size_t room = (queue->end + length) * 2;
        uint8_t *grown = realloc(queue->bytes, room);
        if (!grown) {
            return -1;
        }
        queue->bytes = grown;
        queue->room = room;
    }
    memcpy(queue->bytes + queue->end, bytes, length);
    queue->end += length;
    return 0;
}

size_t vesp_queue_take(struct vesp_queue *queue, uint8_t *bytes, size_t room)
{
    size_t count = queue->end - queue->start;
    if (count > room) {
        count = room;
    }
    if (count) {
        memcpy(bytes, queue->bytes + queue->start, count);
        queue->start += count;
        vesp_queue_trim(queue);
    }
    return count;
}

void vesp_queue_trim(struct vesp_queue *queue)
{
    if (queue->start == queue->end && queue->room > kept_room) {
        free(queue->bytes);
        *queue = (struct vesp_queue){0};
    }
}

int vesp_seeded_random(void *context, unsigned char *bytes, size_t length)
{
    uint64_t *state = context;
    for (size_t i = 0; i < length; i++) {
        uint64_t z = *state += 0x9E3779B97F4A7C15u;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
        z = (z ^ z >> 27) * 0x94D049BB133111EBu;
        bytes[i] = (uint8_t)((z ^ z >> 31) >> 32);
    }
    return 0;
}

int vesp_system_random(void *context, unsigned char *bytes, size_t length)
{
    (void)context;
    while (length) {
        ssize_t count = getrandom(bytes, length, 0);
        if (count < 0 && errno != EINTR) {
            return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
        }
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        }
    }
    return 0;
}

int vesp_write_all(struct mbedtls_ssl_context *ssl, const uint8_t *bytes, size_t length)
{
    while (length) {
        int written = mbedtls_ssl_write(ssl, bytes, length);
        if (written < 0) {
            return written;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return 0;
}
