#include "records.h"

#include <mbedtls/ssl.h>

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

int vesp_records_append_handshake(struct vesp_records *records, const uint8_t *record, size_t length, size_t most)
{
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
