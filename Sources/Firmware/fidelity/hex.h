/* Published test vectors as they are printed. */
#ifndef VESP_FIDELITY_HEX_H
#define VESP_FIDELITY_HEX_H

#include <stddef.h>
#include <stdint.h>

static inline uint8_t hex_digit(char digit) { return (uint8_t)(digit <= '9' ? digit - '0' : digit - 'a' + 10); }

/* The number of bytes `hex` gives. */
static inline size_t from_hex(uint8_t *bytes, const char *hex)
{
    size_t count = 0;
    for (; hex[0] && hex[1]; hex += 2) {
        bytes[count++] = (uint8_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
    }
    return count;
}

/* Not zero if `bytes` are not what `hex` says. */
static inline uint32_t differs_from_hex(const uint8_t *bytes, const char *hex)
{
    uint32_t wrong = 0;
    for (; hex[0] && hex[1]; hex += 2) {
        wrong |= *bytes++ ^ (uint32_t)(hex_digit(hex[0]) << 4 | hex_digit(hex[1]));
    }
    return wrong;
}

#endif
