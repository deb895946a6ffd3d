/* AES with keys of 128 bits (FIPS 197), by tables. */
#ifndef VESP_ROM_AES_H
#define VESP_ROM_AES_H

#include <stdint.h>

#define AES_ROUNDS 10
#define AES_KEY_WORDS (4 * (AES_ROUNDS + 1))

/* A column after S-box and MixColumns, by its first byte; the others are rotated. */
extern const uint32_t Te0[256];
/* The same of the inverse cipher. */
extern const uint32_t Td0[256];
extern const uint8_t Td4s[256];
extern const uint8_t rcons[10];

#endif
