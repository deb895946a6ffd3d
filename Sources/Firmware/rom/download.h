/* The download mode: what a host makes of the chip through UART 0. */
#ifndef VESP_ROM_DOWNLOAD_H
#define VESP_ROM_DOWNLOAD_H

#include <stdint.h>

/* One block of RAM is the most that a command brings (esptool: 0x1800 bytes), behind its length, its number and two words. */
#define DATA_BYTES 0x1800u
#define DATA_HEAD_WORDS 4u

/* A command or the answer to one. `size` is the number of bytes in `words`; a command's `value` is the checksum of its data,
 * an answer's what READ_REG asked for. */
struct message {
    uint8_t direction, command;
    uint16_t size;
    uint32_t value;
    uint32_t words[DATA_HEAD_WORDS + DATA_BYTES / 4];
};
#define MESSAGE_HEAD 8u

/* Where the blocks of FLASH_DATA or MEM_DATA go. */
struct transfer {
    uint32_t address, blocks, block_size;
    int is_flash;
};

/* Second status byte of an answer (Espressif's serial protocol: 5 to 8). */
enum failure {
    GOOD = 0,
    BAD_MESSAGE = 5,
    NOT_DONE = 6,
    BAD_CHECKSUM = 7,
    FLASH_NOT_WRITTEN = 8,
};

/* transfer.c */
enum failure rom_transfer_begin(struct transfer *transfer, const struct message *message, int is_flash);
enum failure rom_transfer_block(const struct transfer *transfer, const struct message *message, int is_flash);

/* download.c: answers commands until one says what to run next: an entry point, or 0 for the image in the flash. */
uint32_t rom_download(void);

#endif
