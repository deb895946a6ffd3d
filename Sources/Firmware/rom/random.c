/* rand and srand: Knuth's linear congruential generator of 64 bits, as in newlib. */
#include "rom.h"

#define SEED (*(uint64_t *)0x3FFFDD00)

void rom_srand(uint32_t seed)
{
    SEED = seed;
}

uint32_t rom_rand(void)
{
    SEED = SEED * 6364136223846793005u + 1;
    return SEED >> 32 & 0x7FFFFFFF;
}
