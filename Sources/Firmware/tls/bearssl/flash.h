/* What the library reads from flash a word at a time; a narrower load there takes an exception. */
#ifndef VESP_TLS_BEARSSL_FLASH_H
#define VESP_TLS_BEARSSL_FLASH_H

#include <stdint.h>

static inline uint32_t flash_word_of(uintptr_t address) { return *(const volatile uint32_t *)(address & ~(uintptr_t)3); }

static inline uint8_t flash_byte(uintptr_t address) { return (uint8_t)(flash_word_of(address) >> 8 * (address & 3)); }

static inline uint16_t flash_half(uintptr_t address) { return (uint16_t)(flash_word_of(address) >> 8 * (address & 2)); }

#define FLASH_BYTE(pointer) flash_byte((uintptr_t)(pointer))
#define FLASH_HALF(pointer) flash_half((uintptr_t)(pointer))

#endif
