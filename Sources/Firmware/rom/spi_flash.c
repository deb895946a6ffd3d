/* What the controller does with the flash chip, one command each. */
#include "spi_flash.h"

/* CTRL: WRSR sends two bytes. */
#define TWO_STATUS_BYTES (1u << 22)
#define QUAD_ENABLE 0x200u
#define BLOCK 32

/* Waits until the chip is not busy. */
int rom_spi_read_status(const struct flash_chip *chip, uint32_t *status)
{
    uint32_t value;
    do {
        SPI0_RD_STATUS = 0;
        spi_execute(SPI_RDSR);
        value = SPI0_RD_STATUS & chip->status_mask;
    } while (value & STATUS_BUSY);
    *status = value;
    return 0;
}

int rom_spi_wait_idle(const struct flash_chip *chip)
{
    uint32_t status;
    return rom_spi_read_status(chip, &status);
}

/* The chip's ROM leaves the value in RD_STATUS, where the controller finds it (read from its code); public tables name
 * WR_STATUS. */
int rom_spi_write_status(const struct flash_chip *chip, uint32_t status)
{
    rom_spi_wait_idle(chip);
    SPI0_RD_STATUS = status;
    SPI0_WR_STATUS = status;
    spi_execute(SPI_WRSR);
    return 0;
}

int rom_spi_write_enable(const struct flash_chip *chip)
{
    uint32_t status;
    rom_spi_wait_idle(chip);
    spi_execute(SPI_WREN);
    do {
        rom_spi_read_status(chip, &status);
    } while (!(status & STATUS_WRITE_ENABLED));
    return 0;
}

/* The bytes lie within one page. They go out in pieces of 32, each of which is programmed for itself. */
int rom_spi_page_program(const struct flash_chip *chip, uint32_t address, const uint32_t *words, int32_t bytes)
{
    if (bytes & 3 || (uint32_t)bytes + address % chip->page > chip->page) {
        return 1;
    }
    rom_spi_wait_idle(chip);
    while (bytes > 0) {
        int32_t count = bytes < BLOCK ? bytes : BLOCK;
        SPI0_ADDR = (address & ADDRESS) | (uint32_t)count << 24;
        for (int32_t word = 0; word < count / 4; word++) {
            SPI0_W[word] = *words++;
        }
        if (rom_spi_write_enable(chip)) {
            return 1;
        }
        spi_execute(SPI_PP);
        rom_spi_wait_idle(chip);
        address += (uint32_t)count;
        bytes -= count;
    }
    return 0;
}

int rom_spi_read_data(const struct flash_chip *chip, uint32_t address, uint32_t *words, int32_t bytes)
{
    if (bytes < 0 || address > chip->size || (uint32_t)bytes > chip->size - address) {
        return 1;
    }
    rom_spi_wait_idle(chip);
    return rom_flash_read(address, words, (uint32_t)bytes);
}

int rom_spi_sector_erase(const struct flash_chip *chip, uint32_t address)
{
    if (address & 0xFFF) {
        return 1;
    }
    rom_spi_wait_idle(chip);
    SPI0_ADDR = address & ADDRESS;
    spi_execute(SPI_SE);
    return rom_spi_wait_idle(chip);
}

int rom_spi_block_erase(const struct flash_chip *chip, uint32_t address)
{
    rom_spi_wait_idle(chip);
    SPI0_ADDR = address & ADDRESS;
    spi_execute(SPI_BE);
    return rom_spi_wait_idle(chip);
}

int rom_spi_chip_erase(const struct flash_chip *chip)
{
    rom_spi_wait_idle(chip);
    spi_execute(SPI_CE);
    return rom_spi_wait_idle(chip);
}

int rom_spi_enable_quad(const struct flash_chip *chip)
{
    SPI0_CTRL |= TWO_STATUS_BYTES;
    return rom_spi_write_enable(chip) || rom_spi_write_status(chip, QUAD_ENABLE);
}

int rom_spi_disable_quad(const struct flash_chip *chip)
{
    uint32_t status;
    SPI0_CTRL |= TWO_STATUS_BYTES;
    if (rom_spi_write_enable(chip)) {
        return 1;
    }
    rom_spi_read_status(chip, &status);
    return rom_spi_write_status(chip, status & 0xFF);
}
