/* What the programs of the fidelity suite share: they print one line "name cycles" per measurement. */
#ifndef VESP_FIDELITY_MEASURE_H
#define VESP_FIDELITY_MEASURE_H

#include <stdint.h>

#include "runtime.h"

#define IRAM(name) __attribute__((noinline, section(".iram." #name)))

static inline uint32_t ccount(void)
{
    uint32_t value;
    __asm__ volatile("rsr.ccount %0" : "=a"(value)::"memory");
    return value;
}

static inline void report(const char *name, uint32_t cycles) { print_format("%s %u\n", name, cycles); }

#endif
