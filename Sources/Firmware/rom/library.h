/* The ROM's library, as far as its files call each other. */
#ifndef VESP_ROM_LIBRARY_H
#define VESP_ROM_LIBRARY_H

#include <stddef.h>
#include <stdint.h>

/* The compiler must not make calls of memcpy and its like out of the loops that are them. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

typedef uint32_t __attribute__((may_alias)) word;

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* Flash, IRAM and ROM answer 32-bit reads only. */
ALWAYS_INLINE uint32_t read_byte(const void *address)
{
    return *(const word *)((uintptr_t)address & ~3u) >> ((uintptr_t)address & 3) * 8 & 0xFF;
}

/* strings.c */
void *rom_memcpy(void *to, const void *from, size_t count);
void *rom_memset(void *to, int value, size_t count);
size_t rom_strlen(const char *text);

#endif
