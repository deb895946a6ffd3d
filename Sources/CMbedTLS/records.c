#include "records.h"

#include <stdlib.h>

#include <mbedtls/ssl.h>

/* Type and length of every handshake message (RFC 5246 section 7.4). */
enum { message_header = 4 };

static size_t content_length(const uint8_t *record) { return (size_t)record[3] << 8 | record[4]; }

/* Messages of one group share a record. */
static int group(enum vesp_flight layout, uint8_t message)
{
    if (layout == VESP_ONE_RECORD) {
        return 0;
    }
    return message == MBEDTLS_SSL_HS_SERVER_HELLO ? 0 : message == MBEDTLS_SSL_HS_CERTIFICATE ? 1 : 2;
}

int vesp_records_append(struct vesp_records *records, const uint8_t *bytes, size_t length)
{
    records->open_group = -1;
    return vesp_queue_append(&records->queue, bytes, length);
}

/* Puts `content` into records of at most `most` bytes that begin as `header` does. */
static int append_split(struct vesp_queue *queue, const uint8_t *header, const uint8_t *content, size_t length,
                        size_t most)
{
    while (length) {
        size_t count = length < most ? length : most;
        uint8_t own[VESP_RECORD_HEADER] = {header[0], header[1], header[2], (uint8_t)(count >> 8), (uint8_t)count};
        if (vesp_queue_append(queue, own, sizeof own) || vesp_queue_append(queue, content, count)) {
            return -1;
        }
        content += count;
        length -= count;
    }
    return 0;
}

int vesp_records_append_handshake(struct vesp_records *records, const uint8_t *record, size_t length, size_t most)
{
    if (length == VESP_RECORD_HEADER + content_length(record) && content_length(record) > most) {
        records->open_group = -1;
        return append_split(&records->queue, record, record + VESP_RECORD_HEADER, content_length(record), most);
    }
    if (records->layout == VESP_RECORD_PER_MESSAGE || length != VESP_RECORD_HEADER + content_length(record)) {
        return vesp_records_append(records, record, length);
    }
    int message_group = group(records->layout, record[VESP_RECORD_HEADER]);
    if (message_group == records->open_group) {
        uint8_t *open = records->queue.bytes + records->open_record;
        size_t joined = content_length(open) + length - VESP_RECORD_HEADER;
        if (joined <= most) {
            open[3] = (uint8_t)(joined >> 8);
            open[4] = (uint8_t)joined;
            return vesp_queue_append(&records->queue, record + VESP_RECORD_HEADER, length - VESP_RECORD_HEADER);
        }
    }
    if (vesp_queue_append(&records->queue, record, length)) {
        return -1;
    }
    records->open_group = message_group;
    records->open_record = records->queue.end - length;
    return 0;
}

size_t vesp_records_take(struct vesp_records *records, uint8_t *bytes, size_t room)
{
    records->open_group = -1;
    return vesp_queue_take(&records->queue, bytes, room);
}

/* Length of the handshake message at the start of `bytes`, header included; more than can be while it is not known. */
static size_t message_length(const uint8_t *bytes, size_t length)
{
    if (length < message_header) {
        return SIZE_MAX;
    }
    return message_header + ((size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3]);
}

/* Moves the whole messages of `open` on, each in a record of its own. */
static int close_messages(struct vesp_joiner *joiner, const uint8_t *header)
{
    for (;;) {
        const uint8_t *message = joiner->open.bytes + joiner->open.start;
        size_t waiting = joiner->open.end - joiner->open.start, length = message_length(message, waiting);
        if (length != SIZE_MAX && length > MBEDTLS_SSL_IN_CONTENT_LEN) {
            joiner->is_through = 1;
            return append_split(&joiner->joined, header, message, waiting, MBEDTLS_SSL_IN_CONTENT_LEN);
        }
        if (length > waiting) {
            return 0;
        }
        if (append_split(&joiner->joined, header, message, length, MBEDTLS_SSL_IN_CONTENT_LEN)) {
            return -1;
        }
        joiner->open.start += length;
    }
}

/* Moves one whole record on. */
static int join_record(struct vesp_joiner *joiner, const uint8_t *record, size_t length)
{
    if (record[0] != MBEDTLS_SSL_MSG_HANDSHAKE || length == VESP_RECORD_HEADER) {
        joiner->is_through |= record[0] == MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC;
        return vesp_queue_append(&joiner->joined, record, length);
    }
    if (vesp_queue_append(&joiner->open, record + VESP_RECORD_HEADER, length - VESP_RECORD_HEADER)) {
        return -1;
    }
    return close_messages(joiner, record);
}

/* Whether `header` may begin a record that is to be looked into; libmbedtls finds fault with the others. */
static int is_plain_record(const uint8_t *header)
{
    return header[0] >= MBEDTLS_SSL_MSG_CHANGE_CIPHER_SPEC && header[0] <= MBEDTLS_SSL_MSG_HANDSHAKE &&
           header[1] == MBEDTLS_SSL_MAJOR_VERSION_3 && content_length(header) <= MBEDTLS_SSL_IN_CONTENT_LEN;
}

static int append_record_by_record(struct vesp_joiner *joiner, const uint8_t *bytes, size_t length)
{
    if (vesp_queue_append(&joiner->waiting, bytes, length)) {
        return -1;
    }
    struct vesp_queue *waiting = &joiner->waiting;
    while (!joiner->is_through && waiting->end - waiting->start >= VESP_RECORD_HEADER) {
        const uint8_t *record = waiting->bytes + waiting->start;
        if (!is_plain_record(record)) {
            joiner->is_through = 1;
            break;
        }
        size_t whole = VESP_RECORD_HEADER + content_length(record);
        if (waiting->end - waiting->start < whole) {
            return 0;
        }
        if (join_record(joiner, record, whole)) {
            return -1;
        }
        waiting->start += whole;
    }
    if (!joiner->is_through || waiting->start == waiting->end) {
        return 0;
    }
    size_t rest = waiting->end - waiting->start;
    const uint8_t *start = waiting->bytes + waiting->start;
    waiting->start = waiting->end;
    return vesp_queue_append(&joiner->joined, start, rest);
}

int vesp_joiner_append(struct vesp_joiner *joiner, const uint8_t *bytes, size_t length)
{
    if (joiner->is_through && joiner->waiting.start == joiner->waiting.end) {
        return vesp_queue_append(&joiner->joined, bytes, length);
    }
    int failed = append_record_by_record(joiner, bytes, length);
    vesp_queue_trim(&joiner->waiting);
    vesp_queue_trim(&joiner->open);
    return failed;
}

void vesp_joiner_free(struct vesp_joiner *joiner)
{
    free(joiner->waiting.bytes);
    free(joiner->open.bytes);
    free(joiner->joined.bytes);
}
