/* Both UARTs: their set-up, single bytes, and the buffer that what comes in on the chosen one is kept in. */
#include "rom.h"

/* UartDev, whose layout SDKs know. The numbers of its buffers' fields are the chip's ROM's. */
struct receive_buffer {
    uint32_t size;
    uint8_t *start, *write, *read;
    uint8_t trigger;
    uint32_t state;
};

struct uart_device {
    uint32_t baud, data_bits, parity_exists, parity, stop_bits, flow_control;
    struct receive_buffer receive;
    uint32_t transmit_size;
    uint8_t *transmit;
    uint32_t message_state;
    uint32_t received;
    uint32_t number;
};

#define UART_DEV (*(struct uart_device *)0x3FFFDE10)
#define RECEIVE_BUFFER ((uint8_t *)0x3FFFDE60)
#define RECEIVE_BYTES 256
#define TRANSMIT_BUFFER (RECEIVE_BUFFER + RECEIVE_BYTES)
#define TRANSMIT_BYTES 100
enum buffer_state { EMPTY, UNDER_WRITE, WRITE_OVER };

#define UART(number) (0x60000000u + (number) * 0xF00)
#define FIFO(base) REG((base) + 0x00)
#define INT_STATUS(base) REG((base) + 0x08)
#define INT_ENABLE(base) REG((base) + 0x0C)
#define INT_CLEAR(base) REG((base) + 0x10)
#define DIVIDER(base) REG((base) + 0x14)
#define AUTOBAUD(base) REG((base) + 0x18)
#define AUTOBAUD_ENABLE 0x801u /* glitches of 8 APB cycles are no edges (assumed) */
#define STATUS(base) REG((base) + 0x1C)
#define CONF0(base) REG((base) + 0x20)
#define CONF1(base) REG((base) + 0x24)
#define LOW_PULSE(base) REG((base) + 0x28)
#define HIGH_PULSE(base) REG((base) + 0x2C)
#define PULSE_COUNT(base) REG((base) + 0x30)
#define ENOUGH_PULSES 29u
#define RESET_FIFOS (3u << 17)
#define RECEIVE_FULL 1u
#define INTERRUPTS 0x1FFu

#define INTERRUPT_UART 5
#define APB_HERTZ 80000000
#define DEFAULT_BAUD 115200

#define IOMUX_U0TXD REG(0x60000818)
#define IOMUX_SD_DATA1 REG(0x60000824)
#define IOMUX_GPIO2 REG(0x60000838)
#define FUNCTION 0x130u
#define FUNCTION_4 0x100u
#define PULL_UP 0x80u

void rom_uart_divider(uint32_t uart, uint32_t divider)
{
    uint32_t base = UART(uart);
    DIVIDER(base) = divider;
    CONF0(base) |= RESET_FIFOS;
    CONF0(base) &= ~RESET_FIFOS;
}

/* TXD of UART 0 stands on its pad and on GPIO2, TXD of UART 1 on SD_DATA1. */
static void select_pads(uint32_t uart)
{
    if (uart) {
        IOMUX_SD_DATA1 = (IOMUX_SD_DATA1 & ~FUNCTION) | FUNCTION_4;
    } else {
        IOMUX_U0TXD &= ~(FUNCTION | PULL_UP);
        IOMUX_GPIO2 = (IOMUX_GPIO2 & ~FUNCTION) | FUNCTION_4;
    }
}

void rom_uart_init(uint32_t uart)
{
    const struct uart_device *device = &UART_DEV;
    uint32_t base = UART(uart);
    select_pads(uart);
    rom_uart_divider(uart, APB_HERTZ / device->baud & 0xFFFF);
    CONF0(base) = device->stop_bits << 4 | device->data_bits << 2 | device->parity | device->parity_exists;
    CONF1(base) = device->receive.trigger & 0x7F;
    INT_CLEAR(base) = INTERRUPTS;
    INT_ENABLE(base) |= RECEIVE_FULL;
}

/* Keeps what comes in; `argument` is UartDev's receive buffer. */
void rom_uart_interrupt(struct receive_buffer *buffer)
{
    uint32_t base = UART(UART_DEV.number & 0xFF);
    if (!(INT_STATUS(base) & RECEIVE_FULL)) {
        return;
    }
    INT_CLEAR(base) = RECEIVE_FULL;
    while (STATUS(base) & 0xFF) {
        uint8_t byte = (uint8_t)FIFO(base);
        *buffer->write++ = byte;
        if (byte == '\r') {
            buffer->state = WRITE_OVER;
        }
        if (buffer->write == buffer->start + RECEIVE_BYTES) {
            buffer->write = buffer->start;
        }
    }
}

static void interrupted(void *argument, uint32_t *frame)
{
    (void)frame;
    rom_uart_interrupt(argument);
}

void rom_uart_attach(void)
{
    struct uart_device *device = &UART_DEV;
    *device = (struct uart_device){
        .baud = DEFAULT_BAUD,
        .data_bits = 3,
        .receive = {RECEIVE_BYTES, RECEIVE_BUFFER, RECEIVE_BUFFER, RECEIVE_BUFFER, 1, EMPTY},
        .transmit_size = TRANSMIT_BYTES,
        .transmit = TRANSMIT_BUFFER,
    };
    rom_mask(1u << INTERRUPT_UART);
    rom_set_interrupt_handler(INTERRUPT_UART, interrupted, &device->receive);
}

/* Waits for room in the FIFO; the chip's ROM waits until it is empty (read from its code), so that its boot messages take
 * as long as the line does. */
int rom_uart_put(uint8_t byte)
{
    uint32_t base = UART(UART_DEV.number & 0xFF);
    while ((STATUS(base) >> 16 & 0xFF) > 125) {
    }
    FIFO(base) = byte;
    return 0;
}

uint8_t rom_uart_get_waiting(void)
{
    uint32_t base = UART(UART_DEV.number & 0xFF);
    while (!(STATUS(base) & 0xFF)) {
    }
    return (uint8_t)FIFO(base);
}

/* 0, or 1 where nothing came in. */
int rom_uart_get(uint8_t *byte)
{
    uint32_t base = UART(UART_DEV.number & 0xFF);
    if (!(STATUS(base) & 0xFF)) {
        return 1;
    }
    *byte = (uint8_t)FIFO(base);
    return 0;
}

/* 0, or 1 where the buffer is empty. */
int rom_uart_read_buffer(struct receive_buffer *buffer, uint8_t *byte)
{
    if (buffer->read == buffer->write) {
        return 1;
    }
    *byte = *buffer->read++;
    if (buffer->read == buffer->start + RECEIVE_BYTES) {
        buffer->read = buffer->start;
    }
    return 0;
}

/* The buffered line and a NUL: 0, or 1 where no line has ended. */
int rom_uart_get_line(uint8_t *line)
{
    struct uart_device *device = &UART_DEV;
    if (device->receive.state != WRITE_OVER) {
        return 1;
    }
    while (rom_uart_read_buffer(&device->receive, line) == 0) {
        line++;
    }
    *line = 0;
    device->receive.state = EMPTY;
    return 0;
}

/* Reads a line of less than `room` bytes, waiting for each, and ends it with a NUL behind its end. */
int rom_uart_receive_string(uint8_t *line, uint8_t room)
{
    for (uint8_t count = 1; count < room; count++) {
        *line = rom_uart_get_waiting();
        if (*line == '\n' || *line == '\r') {
            break;
        }
        line++;
    }
    line[1] = 0;
    return 0;
}

/* The UART that single bytes go to. With UART 0 what was received is forgotten, and UART 1 interrupts no more. */
void rom_uart_switch(uint8_t number)
{
    struct uart_device *device = &UART_DEV;
    if (number == 0) {
        uint8_t byte;
        INT_CLEAR(UART(1)) = INTERRUPTS;
        INT_ENABLE(UART(1)) &= ~INTERRUPTS;
        while (rom_uart_get(&byte) == 0 || rom_uart_read_buffer(&device->receive, &byte) == 0) {
        }
        device->receive.state = EMPTY;
    }
    device->number = number;
}

/* APB cycles per bit of what the other side sends, by its shortest pulses; 0 while there were too few edges, if the caller
 * does not want to wait for them (assumed: the chip's arithmetic was not looked at). */
uint32_t rom_uart_detect(uint8_t number, uint8_t is_asynchronous)
{
    uint32_t base = UART(number);
    AUTOBAUD(base) = AUTOBAUD_ENABLE;
    while ((PULSE_COUNT(base) & 0x3FF) < ENOUGH_PULSES) {
        if (is_asynchronous) {
            return 0;
        }
    }
    AUTOBAUD(base) = 0;
    return ((LOW_PULSE(base) & 0xFFFFF) + (HIGH_PULSE(base) & 0xFFFFF)) / 2;
}

void rom_uart_measure(int is_on)
{
    AUTOBAUD(UART(0)) = is_on ? AUTOBAUD_ENABLE : 0;
}

/* A quarter shorter than the bits that UART 0 is set to: the other side has another rate. */
int rom_uart_is_outpaced(void)
{
    return (LOW_PULSE(UART(0)) & 0xFFFFF) < DIVIDER(UART(0)) / 4 * 3;
}

struct uart_device *rom_uart_device(void)
{
    return &UART_DEV;
}

int rom_getc(uint8_t *byte)
{
    *byte = rom_uart_get_waiting();
    return 0;
}
