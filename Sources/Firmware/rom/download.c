/* The serial download protocol (Espressif, "Serial Protocol"): what comes in on UART 0 as SLIP frames is done and answered.
 * The host's baud rate is measured at its first command, which is lost by that; SYNC tells that it was measured right. */
#include "download.h"
#include "slip.h"
#include "spi_flash.h"

enum command {
    FLASH_BEGIN = 2,
    FLASH_DATA = 3,
    FLASH_END = 4,
    MEM_BEGIN = 5,
    MEM_END = 6,
    MEM_DATA = 7,
    SYNC = 8,
    WRITE_REG = 9,
    READ_REG = 10,
    SPI_SET_PARAMS = 11,
};

/* Functions that a gap of code.ld holds each. */
#define APART __attribute__((noinline)) static

#define REQUEST 0
#define ANSWER 1
/* SYNC begins with this word, comes with 32 times 0x55 behind it, and is answered eight times. */
#define SYNC_WORD 0x20120707u
#define SYNC_BYTES 36
#define SYNC_ANSWERS 8
/* Twice a SYNC: whoever sends that many bytes of something else has another rate than was measured (ours). */
#define SYNC_PATIENCE 92
/* No UART is that fast: what was measured was a disturbance (ours). */
#define LEAST_DIVIDER 8

/* What to do once an answer is out. */
enum step { GO_ON, RESTART, RUN_FLASH, RUN_ENTRY };

static int is_in(uint32_t address, uint32_t base, uint32_t size)
{
    return address - base < size;
}

static int is_register(uint32_t address)
{
    return is_in(address, 0x3FF00000, 0x40000) || is_in(address, 0x60000000, 0x10000);
}

static int is_ram(uint32_t address)
{
    return is_in(address, 0x3FFE8000, 0x18000) || is_in(address, 0x40100000, 0x10000);
}

/* The chip's ROM asks nobody whether there is something at an address; an exception would end it. */
static int can_read(uint32_t address)
{
    return !(address & 3)
        && (is_register(address) || is_ram(address) || is_in(address, 0x40000000, 0x10000)
            || is_in(address, 0x40200000, 0x100000));
}

APART enum failure read_register(struct message *message, uint32_t *value)
{
    uint32_t address = message->words[0];
    if (message->size < 4 || !can_read(address)) {
        return BAD_MESSAGE;
    }
    *value = REG(address);
    return GOOD;
}

/* As often as they come: address, value, mask, and µs to wait before. */
APART enum failure write_registers(const struct message *message)
{
    const uint32_t *words = message->words;
    if (message->size < 16 || message->size % 16) {
        return BAD_MESSAGE;
    }
    for (uint32_t left = message->size; left; left -= 16, words += 4) {
        uint32_t address = words[0], mask = words[2];
        if (address & 3 || !(is_register(address) || is_ram(address))) {
            return BAD_MESSAGE;
        }
        rom_delay_us(words[3]);
        REG(address) = mask == ~0u ? words[1] : (REG(address) & ~mask) | (words[1] & mask);
    }
    return GOOD;
}

/* Words: id, bytes of the chip, of a block, of a sector and of a page, and which bits status reads show. */
APART enum failure set_parameters(const struct message *message)
{
    const uint32_t *words = message->words;
    if (message->size < 24 || words[3] == 0 || words[2] < words[3] || words[4] == 0) {
        return BAD_MESSAGE;
    }
    rom_spi_parameters(words[0], words[1], words[2], words[3], words[4], words[5]);
    return GOOD;
}

APART void answer(uint8_t command, uint32_t value, enum failure failure)
{
    const struct {
        uint8_t direction, command;
        uint16_t size;
        uint32_t value;
        uint8_t failed, failure;
    } __attribute__((packed)) message = {ANSWER, command, 2, value, failure != GOOD, (uint8_t)failure};
    rom_slip_send((const uint8_t *)&message, sizeof message);
}

APART int is_sync(const struct message *message)
{
    return message->command == SYNC && message->size == SYNC_BYTES && message->words[0] == SYNC_WORD;
}

static void answer_sync(void)
{
    for (int count = 0; count < SYNC_ANSWERS; count++) {
        answer(SYNC, SYNC_WORD, GOOD);
    }
}

/* 1 for a command whose size is that of the frame; the frame may be no message at all then. */
static int receive(struct message *message, uint32_t patience)
{
    uint32_t length = rom_slip_receive((uint8_t *)message, sizeof *message, patience);
    return length >= MESSAGE_HEAD && length <= sizeof *message && message->direction == REQUEST
        && message->size == length - MESSAGE_HEAD;
}

APART void connect(struct message *message)
{
    for (;;) {
        uint32_t divider = rom_uart_detect(0, 0);
        if (divider < LEAST_DIVIDER) {
            continue;
        }
        rom_uart_divider(0, divider);
        rom_uart_measure(1);
        for (int frames = 0; frames < 2; frames++) {
            if (receive(message, SYNC_PATIENCE) && is_sync(message)) {
                rom_uart_measure(0);
                answer_sync();
                return;
            }
        }
    }
}

static enum failure end(const struct message *message, enum step other, enum step *step)
{
    if (message->size < 4) {
        return BAD_MESSAGE;
    }
    *step = message->words[0] ? GO_ON : other;
    return GOOD;
}

/* Does what a message asks for. */
APART enum step serve(struct message *message, struct transfer *transfer)
{
    enum failure failure = BAD_MESSAGE;
    enum step step = GO_ON;
    uint32_t value = SYNC_WORD;
    uint8_t command = message->command;
    if (command == FLASH_BEGIN || command == MEM_BEGIN) {
        failure = rom_transfer_begin(transfer, message, command == FLASH_BEGIN);
    } else if (command == FLASH_DATA || command == MEM_DATA) {
        failure = rom_transfer_block(transfer, message, command == FLASH_DATA);
    } else if (command == FLASH_END) {
        failure = end(message, RESTART, &step);
        step = failure == GOOD && step == GO_ON ? RUN_FLASH : step;
    } else if (command == MEM_END) {
        failure = message->size < 8 ? BAD_MESSAGE : end(message, RUN_ENTRY, &step);
    } else if (command == WRITE_REG) {
        failure = write_registers(message);
    } else if (command == READ_REG) {
        failure = read_register(message, &value);
    } else if (command == SPI_SET_PARAMS) {
        failure = set_parameters(message);
    }
    answer(command, value, failure);
    return step;
}

uint32_t rom_download(void)
{
    struct message message;
    message.command = 0;
    struct transfer transfer = {0};
    connect(&message);
    for (;;) {
        if (!receive(&message, 0)) {
            answer(message.command, SYNC_WORD, BAD_MESSAGE);
            continue;
        }
        if (is_sync(&message)) {
            answer_sync();
            continue;
        }
        switch (serve(&message, &transfer)) {
        case GO_ON: break;
        case RESTART: rom_software_reset();
        case RUN_FLASH: return 0;
        case RUN_ENTRY: return message.words[1];
        }
    }
}
