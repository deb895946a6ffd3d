/* What the programs of the fidelity suite share: they print one line "name cycles" per measurement. */
#ifndef VESP_FIDELITY_MEASURE_H
#define VESP_FIDELITY_MEASURE_H

#include <stdint.h>

#include "runtime.h"

#define IRAM(name) __attribute__((noinline, section(".iram." #name)))
#define PROGMEM __attribute__((section(".progmem")))

/* What the Arduino core reads flash with, which gives whole words only: the compiler reads the word or the two words that
 * hold what is at `address`, and assembly shifts it down. */
#define FLASH_WORDS(address) ((const uint32_t *)((uintptr_t)(address) & ~3))

/* `byte` gets a word with the byte at `address` of the flash in its low bits, as by the core's pgm_read_byte. */
#define FLASH_BYTE(byte, address) \
    __asm__("ssa8l %2\n\tsrl %0, %1" : "=r"(byte) : "r"(*FLASH_WORDS(address)), "r"(address))

/* `word` gets the word at any `address` of the flash, as by the core's pgm_read_word and pgm_read_dword. */
#define FLASH_WORD(word, address)                      \
    __asm__("ssa8l %3\n\tsrc %0, %2, %1"               \
            : "=r"(word)                               \
            : "r"(FLASH_WORDS(address)[0]), "r"(FLASH_WORDS(address)[1]), "r"(address))

static inline uint32_t ccount(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value)::"memory");
    return value;
}

static inline void report(const char *name, uint32_t cycles) { print_format("%s %u\n", name, cycles); }

#endif
