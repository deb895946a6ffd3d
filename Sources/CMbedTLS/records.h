/* How the server's handshake messages share records. Not part of the module's interface. */
#ifndef VESP_RECORDS_H
#define VESP_RECORDS_H

#include "CMbedTLS.h"
#include "transport.h"

/* Type, version and length in front of every record (RFC 5246 section 6.2.1). */
enum { VESP_RECORD_HEADER = 5 };

/* Records on their way out. */
struct vesp_records {
    struct vesp_queue queue;
    enum vesp_flight layout;
    /* The handshake record at the end of `queue` that the next message of `open_group` may join; -1 for none. */
    int open_group;
    size_t open_record;
};

/* Adds bytes as they are. 0, or -1 without memory. */
int vesp_records_append(struct vesp_records *records, const uint8_t *bytes, size_t length);

/* Adds one plain handshake record, or its message to the record before it: up to `most` bytes of content, as the layout
 * has it. What is not one whole record is added as it is. 0, or -1 without memory. */
int vesp_records_append_handshake(struct vesp_records *records, const uint8_t *record, size_t length, size_t most);

/* Moves up to `room` bytes out and returns their count; nothing joins a record that has been taken. */
size_t vesp_records_take(struct vesp_records *records, uint8_t *bytes, size_t room);

#endif
