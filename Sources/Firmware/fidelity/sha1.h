/* SHA-1 as BearSSL keeps it. */
#ifndef VESP_FIDELITY_SHA1_H
#define VESP_FIDELITY_SHA1_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sha1 {
    const void *functions;
    uint8_t buffer[64];
    uint64_t count;
    uint32_t value[5];
};

void sha1_init(struct sha1 *context);
void sha1_update(struct sha1 *context, const void *data, size_t count);
void sha1_finish(const struct sha1 *context, void *digest);

#ifdef __cplusplus
}
#endif

#endif
