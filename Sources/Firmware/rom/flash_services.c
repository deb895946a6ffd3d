/* The flash chip by address, sector and block: what firmware calls. Results: 0 good, 1 error. */
#include "spi_flash.h"

#define IOMUX_SD(number) REG(0x6000081C + 4 * (number))
#define SD_PADS 6
#define FUNCTION 0x130u
#define FUNCTION_1 0x10u
#define PULL_UP 0x80u

/* CTRL: how the flash is read. */
#define FAST_READ (1u << 13)
#define DUAL_OUTPUT (1u << 14)
#define QUAD_OUTPUT (1u << 20)
#define DUAL_IO (1u << 23)
#define QUAD_IO (1u << 24)

#define STATUS_PROTECTED 28
#define MEGABYTE (1u << 20)
/* Capacity codes of RDID are powers of two: 64 KB to 16 MB. */
#define SMALLEST_CAPACITY 0x10
#define LARGEST_CAPACITY 0x18

int rom_spi_parameters(uint32_t id, uint32_t size, uint32_t block, uint32_t sector, uint32_t page, uint32_t mask)
{
    *FLASH_CHIP = (struct flash_chip){id, size, block, sector, page, mask};
    return 0;
}

/* The chip's ROM knows a W25Q32 until SPIParamCfg tells it better; this one asks the chip. */
void rom_flash_chip_init(void)
{
    FLASH_CHIP = FLASH_CHIP_DATA;
    spi_execute(SPI_RDID);
    uint32_t id = SPI0_W[0] & ADDRESS;
    uint32_t capacity = id >> 16;
    int is_known = capacity >= SMALLEST_CAPACITY && capacity <= LARGEST_CAPACITY;
    rom_spi_parameters(id, is_known ? 1u << capacity : 4 * MEGABYTE, 0x10000, 0x1000, 0x100, 0xFFFF);
}

int rom_spi_unlock(void)
{
    return rom_spi_write_enable(FLASH_CHIP) || rom_spi_write_status(FLASH_CHIP, 0);
}

int rom_spi_lock(void)
{
    return rom_spi_write_enable(FLASH_CHIP) || rom_spi_write_status(FLASH_CHIP, STATUS_PROTECTED);
}

/* `mode`: 0 QIO, 1 QOUT, 2 DIO, 3 DOUT, 4 fast, 5 slow. */
int rom_spi_read_mode(uint32_t mode)
{
    static const uint32_t controls[] = {
        QUAD_IO | FAST_READ, QUAD_OUTPUT | FAST_READ, DUAL_IO | FAST_READ, DUAL_OUTPUT | FAST_READ, FAST_READ,
    };
    SPI0_CTRL &= ~(QUAD_IO | QUAD_OUTPUT | DUAL_IO | DUAL_OUTPUT | FAST_READ);
    int failed = mode < 2 ? rom_spi_enable_quad(FLASH_CHIP) : rom_spi_disable_quad(FLASH_CHIP);
    SPI0_CTRL |= mode < sizeof controls / sizeof controls[0] ? controls[mode] : 0;
    return failed;
}

int rom_spi_erase_chip(void)
{
    return rom_spi_write_enable(FLASH_CHIP) || rom_spi_chip_erase(FLASH_CHIP);
}

int rom_spi_erase_block(uint32_t block)
{
    const struct flash_chip *chip = FLASH_CHIP;
    return block >= chip->size / chip->block || rom_spi_write_enable(chip)
        || rom_spi_block_erase(chip, block * chip->block);
}

int rom_spi_erase_sector(uint32_t sector)
{
    const struct flash_chip *chip = FLASH_CHIP;
    return sector >= chip->size / chip->sector || rom_spi_write_enable(chip)
        || rom_spi_sector_erase(chip, sector * chip->sector);
}

/* From a sector's start on. The chip's ROM erases what lies before the first whole block, or all of it, by sectors, without
 * counting it (esptool's calculation of erase sizes reckons with that): as much behind the area is erased as well. Nothing
 * is beyond the chip's end (ours). */
int rom_spi_erase_area(uint32_t address, uint32_t bytes)
{
    const struct flash_chip *chip = FLASH_CHIP;
    rom_spi_read_mode(5);
    if (address > chip->size || bytes > chip->size - address || address % chip->sector || rom_spi_unlock()) {
        return 1;
    }
    uint32_t sector = address / chip->sector;
    uint32_t per_block = chip->block / chip->sector;
    uint32_t asked = (bytes + chip->sector - 1) / chip->sector;
    uint32_t head = per_block - sector % per_block;
    uint32_t end = sector + asked + (asked < head ? asked : head);
    uint32_t last = chip->size / chip->sector;
    for (uint32_t whole = sector + head; sector < end && sector < last;) {
        int is_block = sector >= whole && end - sector >= per_block && sector % per_block == 0;
        if (is_block ? rom_spi_erase_block(sector / per_block) : rom_spi_erase_sector(sector)) {
            return 1;
        }
        sector += is_block ? per_block : 1;
    }
    return 0;
}

/* Whole words, to wherever they fit. */
int rom_spi_write(uint32_t address, const uint32_t *words, uint32_t bytes)
{
    const struct flash_chip *chip = FLASH_CHIP;
    if (address > chip->size || bytes > chip->size - address) {
        return 1;
    }
    while (bytes) {
        uint32_t room = chip->page - address % chip->page;
        uint32_t count = bytes < room ? bytes : room;
        if (rom_spi_page_program(chip, address, words, (int32_t)count)) {
            return 1;
        }
        address += count;
        words += count / 4;
        bytes -= count;
    }
    return 0;
}

int rom_spi_read(uint32_t address, uint32_t *words, uint32_t bytes)
{
    return rom_spi_read_data(FLASH_CHIP, address, words, (int32_t)bytes);
}

/* The pads of the SD card serve the flash. */
void rom_select_spi_function(void)
{
    for (uint32_t pad = 0; pad < SD_PADS; pad++) {
        IOMUX_SD(pad) = (IOMUX_SD(pad) & ~(FUNCTION | PULL_UP)) | FUNCTION_1;
    }
}

void rom_spi_flash_attach(void)
{
    rom_select_spi_function();
    rom_spi_read_mode(5);
}
