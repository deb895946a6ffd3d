/* What the programs of the fidelity suite share: they print one line "name cycles" per measurement. */
#ifndef VESP_FIDELITY_MEASURE_H
#define VESP_FIDELITY_MEASURE_H

#include <stdint.h>

#include "runtime.h"

#define IRAM(name) __attribute__((noinline, section(".iram." #name)))
#define PROGMEM __attribute__((section(".progmem")))

/* `byte` gets a word with the byte at `address` of the flash in its low bits. The flash gives whole words only; the
 * instructions are those of the Arduino core's pgm_read_byte. */
#define FLASH_BYTE(byte, address)                                                                \
    __asm__("extui %0, %1, 0, 2\n"                                                               \
            "sub %1, %1, %0\n"                                                                   \
            "l32i.n %1, %1, 0\n"                                                                 \
            "ssa8l %0\n"                                                                         \
            "src %0, %1, %1\n"                                                                   \
            : "=r"(byte), "+r"(address))

/* `word` gets the word at any `address` of the flash from the two that hold it, as the core's pgm_read_word and
 * pgm_read_dword do. */
#define FLASH_WORD(word, address)                                                                \
    __asm__("extui %0, %1, 0, 2\n"                                                               \
            "sub %1, %1, %0\n"                                                                   \
            "l32i a15, %1, 0\n"                                                                  \
            "l32i %1, %1, 4\n"                                                                   \
            "ssa8l %0\n"                                                                         \
            "src %0, %1, a15\n"                                                                  \
            : "=r"(word), "+r"(address)                                                          \
            :                                                                                    \
            : "a15")

static inline uint32_t ccount(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value)::"memory");
    return value;
}

static inline void report(const char *name, uint32_t cycles) { print_format("%s %u\n", name, cycles); }

#endif
