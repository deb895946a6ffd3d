/* What of the ROM's radio library firmware reaches outside the PHY library: the switch of carrier sensing, the internal
 * I2C bus, and the table of the library's functions. */
#include "rom.h"

#define CCA REG(0x60009B00)
#define CCA_OFF (1u << 28)

#define I2C(host) REG(0x60000D00 + 4 * (host))
#define I2C_WRITE (1u << 24)
#define I2C_BUSY (1u << 25)

void rom_disable_cca(void)
{
    CCA |= CCA_OFF;
}

void rom_enable_cca(void)
{
    CCA &= ~CCA_OFF;
}

static uint32_t transfer(uint32_t host, uint32_t command)
{
    uint32_t value;
    I2C(host) = command;
    do {
        value = I2C(host);
    } while (value & I2C_BUSY);
    return value >> 16 & 0xFF;
}

uint32_t rom_i2c_read(uint32_t block, uint32_t host, uint32_t number)
{
    return transfer(host, block | number << 8);
}

/* Bits `high` to `low` of a register. */
uint32_t rom_i2c_read_mask(uint32_t block, uint32_t host, uint32_t number, uint32_t high, uint32_t low)
{
    return rom_i2c_read(block, host, number) >> low & ((1u << (high - low + 1)) - 1) & 0xFF;
}

void rom_i2c_write(uint32_t block, uint32_t host, uint32_t number, uint32_t value)
{
    transfer(host, block | number << 8 | value << 16 | I2C_WRITE);
}

void rom_i2c_write_mask(uint32_t block, uint32_t host, uint32_t number, uint32_t high, uint32_t low, uint32_t value)
{
    uint32_t mask = ((1u << (high - low + 1)) - 1) << low;
    uint32_t rest = rom_i2c_read(block, host, number) & ~mask;
    rom_i2c_write(block, host, number, (rest | value << low) & 0xFF);
}

static uint32_t nothing(void)
{
    return 0;
}

/* Stands for the library's functions, which firmware calls through g_phyFuns: whoever replaces its calibration lets
 * g_phyFuns point here. */
__attribute__((section(".rom.phy_functions"), used)) uint32_t (*const rom_phy_functions[256])(void) = {
    [0 ... 255] = nothing,
};

const void *rom_get_phy_functions(void)
{
    return rom_phy_functions;
}
