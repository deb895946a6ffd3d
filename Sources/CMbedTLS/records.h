/* How handshake messages share records, in both directions. Not part of the module's interface. */
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
 * has it. A longer message is split into records of `most` bytes (RFC 6066 section 4). What is not one whole record is
 * added as it is. 0, or -1 without memory. */
int vesp_records_append_handshake(struct vesp_records *records, const uint8_t *record, size_t length, size_t most);

/* Moves up to `room` bytes out and returns their count; nothing joins a record that has been taken. */
size_t vesp_records_take(struct vesp_records *records, uint8_t *bytes, size_t room);

/* Records on their way in. libmbedtls 2 reads a handshake message only from one record; clients may spread it over
 * several (RFC 5246 section 6.2.1). */
struct vesp_joiner {
    /* From the wire, up to the end of a record that has not come. */
    struct vesp_queue waiting;
    /* Content of handshake records whose last message is not complete. */
    struct vesp_queue open;
    /* What libmbedtls reads: every plain handshake message within one record. */
    struct vesp_queue joined;
    /* Whether all that follows goes on as it came: after ChangeCipherSpec, and where the bytes are no TLS. */
    int is_through;
};

/* Adds bytes from the wire. 0, or -1 without memory. */
int vesp_joiner_append(struct vesp_joiner *joiner, const uint8_t *bytes, size_t length);

void vesp_joiner_free(struct vesp_joiner *joiner);

#endif
