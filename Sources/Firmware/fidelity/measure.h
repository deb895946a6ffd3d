/* What the programs of the fidelity suite share: they print one line "name cycles" per measurement. */
#ifndef VESP_FIDELITY_MEASURE_H
#define VESP_FIDELITY_MEASURE_H

#include <stdint.h>

#include "runtime.h"

#define IRAM(name) __attribute__((noinline, section(".iram." #name)))
#define PROGMEM __attribute__((section(".progmem")))

/* A word holding the byte or the half-word at `address` of the flash, in its low bits. The flash gives whole words only;
 * the five instructions are those of every SDK's pgm_read_byte. */
static inline uint32_t flash_part(const void *address)
{
    uint32_t offset;
    __asm__("extui %0, %1, 0, 2\n\t"
            "sub %1, %1, %0\n\t"
            "l32i.n %1, %1, 0\n\t"
            "ssa8l %0\n\t"
            "src %0, %1, %1"
            : "=&r"(offset), "+r"(address));
    return offset;
}

/* The word at any address of the flash, from the two that hold it. */
static inline uint32_t flash_word(const void *address)
{
    uint32_t offset, low;
    __asm__("extui %0, %1, 0, 2\n\t"
            "sub %1, %1, %0\n\t"
            "l32i %2, %1, 0\n\t"
            "l32i %1, %1, 4\n\t"
            "ssa8l %0\n\t"
            "src %0, %1, %2"
            : "=&r"(offset), "+r"(address), "=&r"(low));
    return offset;
}

static inline uint32_t ccount(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value)::"memory");
    return value;
}

static inline void report(const char *name, uint32_t cycles) { print_format("%s %u\n", name, cycles); }

#endif
