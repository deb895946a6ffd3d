/* The CPU's clock as firmware tells it, which ets_delay_us counts by. */
#include "rom.h"

void rom_update_cpu_frequency(uint32_t mhz)
{
    CPU_MHZ = mhz;
}

uint32_t rom_get_cpu_frequency(void)
{
    return CPU_MHZ;
}
