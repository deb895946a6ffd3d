/* Reading the SPI flash through SPI0, and the switch of the flash cache. */
#include "rom.h"

#define SPI0_CMD REG(0x60000200)
#define SPI0_ADDR REG(0x60000204)
#define SPI0_W ((volatile uint32_t *)0x60000240)
#define SPI_READ (1u << 31)
#define BLOCK 64u

#define CACHE_CONTROL REG(0x3FF0000C)
#define CACHE_BANKS REG(0x3FF00024)
#define CACHE_FLUSH (1u << 0)
#define CACHE_ENABLE (1u << 8)
#define CACHE_MEGABYTE (7u << 16)
#define CACHE_ODD_EVEN (3u << 24)
#define CACHE_32K (1u << 26)

int rom_flash_read(uint32_t source, uint32_t *destination, uint32_t bytes)
{
    while (bytes) {
        uint32_t count = bytes < BLOCK ? bytes : BLOCK;
        SPI0_ADDR = (source & 0xFFFFFF) | count << 24;
        SPI0_CMD = SPI_READ;
        while (SPI0_CMD) {
        }
        for (uint32_t word = 0; word < (count + 3) / 4; word++) {
            *destination++ = SPI0_W[word];
        }
        source += count;
        bytes -= count;
    }
    return 0;
}

void rom_cache_disable(void)
{
    CACHE_CONTROL &= ~CACHE_ENABLE;
    CACHE_BANKS &= ~0x18u;
    CACHE_CONTROL &= ~CACHE_FLUSH;
}

void rom_cache_enable(uint32_t odd_even, uint32_t megabyte, uint32_t is_32k)
{
    uint32_t control = CACHE_CONTROL & ~(CACHE_MEGABYTE | CACHE_ODD_EVEN | CACHE_32K);
    if (odd_even == 1) {
        control |= 1u << 25;
    } else if (odd_even > 1) {
        control |= 1u << 24;
    }
    control |= (megabyte & 7) << 16 | (is_32k ? CACHE_32K : 0);
    CACHE_CONTROL = control;
    CACHE_BANKS = (CACHE_BANKS & ~0x18u) | (is_32k ? 0x18 : 0x08);
    CACHE_CONTROL = control | CACHE_FLUSH;
    CACHE_CONTROL = control | CACHE_ENABLE;
}
