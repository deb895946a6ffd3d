/* The SPI flash chip on SPI0, as the ROM's files see it. */
#ifndef VESP_ROM_SPI_FLASH_H
#define VESP_ROM_SPI_FLASH_H

#include "rom.h"

/* What is known of the chip, in bytes but for the id and the bits that status reads show. */
struct flash_chip {
    uint32_t id, size, block, sector, page, status_mask;
};

/* Firmware finds it through the pointer (eagle.rom.addr.v6.ld: flashchip). */
#define FLASH_CHIP (*(struct flash_chip **)0x3FFFC714)
#define FLASH_CHIP_DATA ((struct flash_chip *)0x3FFFC718)

#define SPI0_CMD REG(0x60000200)
#define SPI0_ADDR REG(0x60000204)
#define SPI0_CTRL REG(0x60000208)
#define SPI0_RD_STATUS REG(0x60000210)
#define SPI0_WR_STATUS REG(0x60000228)
#define SPI0_W ((volatile uint32_t *)0x60000240)
#define ADDRESS 0xFFFFFFu

/* Bits of CMD. */
#define SPI_WREN (1u << 30)
#define SPI_RDID (1u << 28)
#define SPI_RDSR (1u << 27)
#define SPI_WRSR (1u << 26)
#define SPI_PP (1u << 25)
#define SPI_SE (1u << 24)
#define SPI_BE (1u << 23)
#define SPI_CE (1u << 22)

/* Bits of the chip's status. */
#define STATUS_BUSY 1u
#define STATUS_WRITE_ENABLED 2u

/* The controller carries the command out. */
ALWAYS_INLINE void spi_execute(uint32_t command)
{
    SPI0_CMD = command;
    while (SPI0_CMD) {
    }
}

/* spi_flash.c; results: 0 good, 1 error */
int rom_spi_read_status(const struct flash_chip *chip, uint32_t *status);
int rom_spi_write_status(const struct flash_chip *chip, uint32_t status);
int rom_spi_write_enable(const struct flash_chip *chip);
int rom_spi_wait_idle(const struct flash_chip *chip);
int rom_spi_page_program(const struct flash_chip *chip, uint32_t address, const uint32_t *words, int32_t bytes);
int rom_spi_read_data(const struct flash_chip *chip, uint32_t address, uint32_t *words, int32_t bytes);
int rom_spi_sector_erase(const struct flash_chip *chip, uint32_t address);
int rom_spi_block_erase(const struct flash_chip *chip, uint32_t address);
int rom_spi_chip_erase(const struct flash_chip *chip);
int rom_spi_enable_quad(const struct flash_chip *chip);
int rom_spi_disable_quad(const struct flash_chip *chip);

/* flash_services.c; results likewise */
int rom_spi_parameters(uint32_t id, uint32_t size, uint32_t block, uint32_t sector, uint32_t page, uint32_t mask);
int rom_spi_erase_area(uint32_t address, uint32_t bytes);
int rom_spi_write(uint32_t address, const uint32_t *words, uint32_t bytes);
void rom_select_spi_function(void);

#endif
