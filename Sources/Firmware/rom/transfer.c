/* FLASH_BEGIN and FLASH_DATA, MEM_BEGIN and MEM_DATA. */
#include "download.h"
#include "spi_flash.h"

#define CHECKSUM_SEED 0xEFu

#define DRAM 0x3FFE8000u
#define DRAM_BYTES 0x14000u /* without the ROM's data and stack behind it, which the chip's ROM does not spare */
#define IRAM 0x40100000u
#define IRAM_BYTES 0x10000u

static int is_inside(uint32_t address, uint32_t bytes, uint32_t base, uint32_t size)
{
    return address >= base && bytes <= size && address - base <= size - bytes;
}

/* Words: bytes to erase or in all, blocks, bytes of a block, address. */
enum failure rom_transfer_begin(struct transfer *transfer, const struct message *message, int is_flash)
{
    const uint32_t *words = message->words;
    if (message->size < 16) {
        return BAD_MESSAGE;
    }
    *transfer = (struct transfer){words[3], words[1], words[2], is_flash};
    if (!is_flash) {
        return GOOD;
    }
    rom_select_spi_function();
    return rom_spi_erase_area(words[3], words[0]) ? NOT_DONE : GOOD;
}

static uint32_t checksum(const uint8_t *bytes, uint32_t length)
{
    uint32_t sum = CHECKSUM_SEED;
    while (length--) {
        sum ^= *bytes++;
    }
    return sum;
}

/* By words, which IRAM asks for; what of the last is not in the block stays what it is. */
static enum failure store(uint32_t address, const uint32_t *words, uint32_t bytes)
{
    if (address & 3 || !(is_inside(address, bytes, DRAM, DRAM_BYTES) || is_inside(address, bytes, IRAM, IRAM_BYTES))) {
        return NOT_DONE;
    }
    for (; bytes >= 4; bytes -= 4, address += 4) {
        REG(address) = *words++;
    }
    if (bytes) {
        uint32_t mask = (1u << bytes * 8) - 1;
        REG(address) = (*words & mask) | (REG(address) & ~mask);
    }
    return GOOD;
}

/* Words: bytes of data, number of the block, two that mean nothing; the data. A block may come again. */
enum failure rom_transfer_block(const struct transfer *transfer, const struct message *message, int is_flash)
{
    uint32_t bytes = message->words[0], number = message->words[1];
    const uint32_t *data = message->words + DATA_HEAD_WORDS;
    if (message->size < DATA_HEAD_WORDS * 4 || bytes > message->size - DATA_HEAD_WORDS * 4 || bytes > transfer->block_size
        || number >= transfer->blocks || transfer->is_flash != is_flash) {
        return BAD_MESSAGE;
    }
    if (checksum((const uint8_t *)data, bytes) != (message->value & 0xFF)) {
        return BAD_CHECKSUM;
    }
    uint32_t address = transfer->address + number * transfer->block_size;
    if (is_flash) {
        return rom_spi_write(address, data, bytes) ? FLASH_NOT_WRITTEN : GOOD;
    }
    return store(address, data, bytes);
}
