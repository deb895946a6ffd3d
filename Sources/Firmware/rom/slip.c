/* SLIP (RFC 1055) on UART 0. */
#include "slip.h"

#include "rom.h"

#define END 0xC0
#define ESCAPE 0xDB
#define ESCAPED_END 0xDC
#define ESCAPED_ESCAPE 0xDD

uint32_t rom_slip_receive(uint8_t *bytes, uint32_t room, uint32_t patience)
{
    uint32_t length = 0;
    int is_frame = 0, is_escaped = 0;
    for (uint32_t count = 0; patience == 0 || count < patience; count++) {
        uint8_t byte = rom_uart_get_waiting();
        if (patience && rom_uart_is_outpaced()) {
            return 0;
        }
        if (byte == END) {
            if (is_frame && length) {
                return length;
            }
            is_frame = 1;
            is_escaped = 0;
            continue;
        }
        if (!is_frame) {
            continue;
        }
        if (byte == ESCAPE) {
            is_escaped = 1;
            continue;
        }
        if (is_escaped) {
            byte = byte == ESCAPED_END ? END : byte == ESCAPED_ESCAPE ? ESCAPE : byte;
            is_escaped = 0;
        }
        if (length < room) {
            bytes[length] = byte;
        }
        length += length <= room;
    }
    return 0;
}

static void put(uint8_t byte)
{
    if (byte == END || byte == ESCAPE) {
        rom_uart_put(ESCAPE);
        byte = byte == END ? ESCAPED_END : ESCAPED_ESCAPE;
    }
    rom_uart_put(byte);
}

void rom_slip_send(const uint8_t *bytes, uint32_t length)
{
    rom_uart_put(END);
    while (length--) {
        put(*bytes++);
    }
    rom_uart_put(END);
}
