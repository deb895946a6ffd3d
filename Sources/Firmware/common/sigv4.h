/* The presigned URL by which a device without a certificate opens a WebSocket at AWS IoT (Signature Version 4). */
#ifndef VESP_SIGV4_H
#define VESP_SIGV4_H

#include <stddef.h>

struct sigv4_key {
    const char *id, *secret;
    /* NULL for none. */
    const char *token;
};

/* Path and query of `/mqtt` for `host`, which is signed as it stands, at `seconds` since 1970: a heap string, NULL without
 * room. */
char *sigv4_path(const struct sigv4_key *key, const char *host, const char *region, unsigned seconds);

#endif
