/* What the files of the boot ROM share.
 *
 * Every name of eagle.rom.addr.v6.ld stands at its address in rom.elf. services.ld, library.ld, arithmetic.ld and xtos.ld
 * place what works; what does not has a second symbol, `unimplemented$NAME`, where the guest stands still (see
 * unimplemented.S). `ets_run_dispatch(event, priority, handler)` and `ets_run_idle()` are entered with every event and
 * whenever none waits; `rom_phy_functions` has 256 pointers to a function that gives 0. */
#ifndef VESP_ROM_H
#define VESP_ROM_H

#include <stdint.h>

/* System RAM, which firmware may use from 0x3FFFC000 on once it needs the ROM no more:
 *   0x3FFFC000 tables of handlers, 0x3FFFC6FC what runs, 0x3FFFC704 MHz, 0x3FFFC714 the flash chip, 0x3FFFCCF0 to
 *   0x3FFFD5FF the AES tables: all filled at every reset (store.c, exceptions.c); behind them aes.c's one context;
 *   0x3FFFDAB0 to 0x3FFFDFFF cleared at every reset: tasks, 0x3FFFDCD0 where the image begins, timers, 0x3FFFDE10 UartDev,
 *   0x3FFFDFD0 pins, as the chip's ROM has them; from 0x3FFFDD10 on what print.c and base64.c keep, where it does not;
 *   the stack below 0x40000000, which the SDKs' grow down to 0x3FFFE000. In download mode 6 KB of it are for a command. */
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

#define ALWAYS_INLINE __attribute__((always_inline)) static inline

/* Masks all interrupts but the NMI; PS as it was, for rom_restore. */
ALWAYS_INLINE uint32_t rom_lock(void)
{
    uint32_t state;
    __asm__ volatile("rsil %0, 3" : "=a"(state)::"memory");
    return state;
}

ALWAYS_INLINE void rom_restore(uint32_t state)
{
    __asm__ volatile("wsr.ps %0\n rsync" ::"a"(state) : "memory");
}

ALWAYS_INLINE void rom_unlock(void)
{
    uint32_t state;
    __asm__ volatile("rsil %0, 0" : "=a"(state)::"memory");
}

/* Bits of INTENABLE. */
ALWAYS_INLINE void rom_unmask(uint32_t interrupts)
{
    uint32_t enabled;
    __asm__ volatile("rsr.intenable %0\n or %0, %0, %1\n wsr.intenable %0\n rsync" : "=&a"(enabled) : "a"(interrupts));
}

ALWAYS_INLINE void rom_mask(uint32_t interrupts)
{
    uint32_t enabled;
    __asm__ volatile("rsr.intenable %0\n and %0, %0, %1\n wsr.intenable %0\n rsync"
                     : "=&a"(enabled)
                     : "a"(~interrupts));
}

/* vectors.S */
void rom_exception_wrapper(void);

/* tasks.c */
struct rom_event {
    uint32_t signal, parameter;
};
typedef void rom_task_handler(struct rom_event *event);
int rom_task(rom_task_handler *handler, uint32_t priority, struct rom_event *queue, uint32_t length);
int rom_post(uint32_t priority, uint32_t signal, uint32_t parameter);
void rom_set_idle_callback(void (*callback)(void *), void *argument);

/* uart.c */
void rom_uart_divider(uint32_t uart, uint32_t divider);
int rom_uart_put(uint8_t byte);
uint8_t rom_uart_get_waiting(void);
void rom_uart_attach(void);
void rom_uart_init(uint32_t uart);
uint32_t rom_uart_detect(uint8_t number, uint8_t is_asynchronous);
/* Whether pulses on UART 0's line are measured, and whether one was too short. */
void rom_uart_measure(int is_on);
int rom_uart_is_outpaced(void);

/* console.c */
int rom_printf(const char *format, ...);
void rom_delay_us(uint32_t microseconds);

/* flash.c; results: 0 good, 1 error */
int rom_flash_read(uint32_t source, uint32_t *destination, uint32_t bytes);
void rom_cache_enable(uint32_t odd_even, uint32_t megabyte, uint32_t is_32k);
void rom_cache_disable(void);

/* flash_services.c: asks the flash chip who it is. */
void rom_flash_chip_init(void);

/* store.c: the data in system RAM. */
void rom_fill_data(void);

/* loader.c: copies the image at flash offset 0 into RAM and returns its entry point, 0 if it is damaged. */
uint32_t rom_load_image(void);

/* exceptions.c */
void rom_prepare_tables(void);
exception_handler *rom_set_exception_handler(uint32_t cause, exception_handler *handler);
void *rom_set_interrupt_handler(uint32_t number, void (*handler)(void *, uint32_t *), void *argument);

/* rtc.c */
uint32_t rom_reset_reason(void);
void rom_software_reset(void) __attribute__((noreturn));

/* main.c */
int rom_boot_from_flash(void);
void rom_run_flash(void) __attribute__((noreturn));
void rom_main(void) __attribute__((noreturn));

#endif
