/* What the files of the boot ROM share. */
#ifndef VESP_ROM_H
#define VESP_ROM_H

#include <stdint.h>

#define REG(address) (*(volatile uint32_t *)(address))

/* Tables of the ROM in system RAM (same numbers in vectors.S). */
#define ASSEMBLY_HANDLERS ((void **)0x3FFFC000)
#define ASSEMBLY_HANDLER_COUNT 60
#define NMI_HANDLER (*(void **)0x3FFFC0F0)
#define C_HANDLERS ((exception_handler **)0x3FFFC100)
#define C_HANDLER_COUNT 64
#define INTERRUPT_HANDLERS ((struct interrupt_handler *)0x3FFFC208)
#define INTERRUPT_COUNT 15
#define CPU_MHZ REG(0x3FFFC704)

/* Words of the stack frame handlers are given, as XTOS has them; EXCVADDR is ours. The interrupted a1 is the frame's end. */
enum frame_word {
    FRAME_PC = 0,
    FRAME_PS = 1,
    FRAME_SAR = 2,
    FRAME_A0 = 4,
    FRAME_A2 = 5, /* a2 to a15 */
    FRAME_CAUSE = 19,
    FRAME_ADDRESS = 20,
};
#define FRAME_BYTES 256

typedef void exception_handler(uint32_t *frame, uint32_t cause);

struct interrupt_handler {
    void (*function)(void *argument, uint32_t *frame);
    void *argument;
};

/* vectors.S */
void rom_exception_wrapper(void);

/* console.c */
void rom_uart_divider(uint32_t uart, uint32_t divider);
int rom_uart_put(uint8_t byte);
int rom_printf(const char *format, ...);
void rom_delay_us(uint32_t microseconds);

/* flash.c; results: 0 good, 1 error */
int rom_flash_read(uint32_t source, uint32_t *destination, uint32_t bytes);
void rom_cache_enable(uint32_t odd_even, uint32_t megabyte, uint32_t is_32k);
void rom_cache_disable(void);

/* loader.c: copies the image at flash offset 0 into RAM and returns its entry point, 0 if it is damaged. */
uint32_t rom_load_image(void);

/* exceptions.c: fills the tables. */
void rom_prepare_tables(void);

/* main.c */
uint32_t rom_reset_reason(void);
void rom_software_reset(void) __attribute__((noreturn));
void rom_main(void) __attribute__((noreturn));

#endif
