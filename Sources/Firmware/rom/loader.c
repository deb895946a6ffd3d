/* Loads the Espressif image at flash offset 0: header {0xE9, segments, mode, size, entry}, then {address, length, data}.
 * The ROM reads blocks of 16 bytes; "room" and "tail" are what of a block is left before and after a segment. The chip's
 * ROM also sets the header's read mode, which writes the flash chip's status; here the board knows its mode. */
#include "rom.h"

#define MAGIC 0xE9
#define BLOCK 16u

static uint32_t fold(uint32_t word)
{
    word ^= word >> 16;
    return (word ^ word >> 8) & 0xFF;
}

/* Copies a segment and returns the checksum with its bytes. */
static uint32_t copy(uint32_t source, uint32_t destination, uint32_t bytes, uint32_t checksum)
{
    uint32_t words[16];
    while (bytes) {
        uint32_t count = bytes < sizeof words ? bytes : sizeof words;
        rom_flash_read(source, words, count);
        if (count & 3) {
            words[count / 4] &= (1u << (count & 3) * 8) - 1;
        }
        for (uint32_t word = 0; word < (count + 3) / 4; word++) {
            checksum ^= fold(words[word]);
            REG(destination) = words[word];
            destination += 4;
        }
        source += count;
        bytes -= count;
    }
    return checksum;
}

uint32_t rom_load_image(void)
{
    uint32_t header[2], segment[2], stored;
    uint32_t at = sizeof header;
    uint32_t checksum = 0xEF;
    uint32_t room = BLOCK + sizeof segment;

    rom_flash_read(0, header, sizeof header);
    uint32_t count = header[0] >> 8 & 0xFF;
    if ((header[0] & 0xFF) != MAGIC || count == 0 || count > 16) {
        rom_printf("ets_main.c \n");
        return 0;
    }
    for (; count; count--) {
        rom_flash_read(at, segment, sizeof segment);
        at += sizeof segment;
        if (room < sizeof segment) {
            rom_printf("ho %d tail %d room %d\n", 0, BLOCK - room, room);
            room += BLOCK;
        }
        room -= sizeof segment;
        rom_printf("load 0x%08x, len %d, room %d \n", segment[0], segment[1], room);
        checksum = copy(at, segment[0], segment[1], checksum);
        at += segment[1];
        uint32_t tail = (segment[1] - room) % BLOCK;
        rom_printf("tail %d\n", tail);
        rom_printf("chksum 0x%02x\n", checksum);
        room = BLOCK - tail;
    }
    rom_flash_read(at | 15, &stored, 1);
    if ((stored & 0xFF) != checksum) {
        rom_printf("csum err\n");
        return 0;
    }
    rom_printf("csum 0x%02x\n", checksum);
    return header[1];
}
