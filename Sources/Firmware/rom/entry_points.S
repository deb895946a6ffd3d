/* The ROM's services at the addresses firmware knows (eagle.rom.addr.v6.ld). rom.ld puts each section in its place. */

#include "entry.h"

    entry   rtc_get_reset_reason, rom_reset_reason
    entry   software_reset, rom_software_reset
    entry   ets_delay_us, rom_delay_us
    entry   uart_div_modify, rom_uart_divider
    entry   uart_tx_one_char, rom_uart_put
    entry   Cache_Read_Enable, rom_cache_enable
    entry   Cache_Read_Disable, rom_cache_disable
    entry   SPIRead, rom_flash_read

/* 0x40000F74 … 0x40000FB7: interrupts. Their literal stands before them. */
    .section .rom.interrupts, "ax"
    .align  4
handlers:
    .word   0x3FFFC208
    .global ets_intr_lock, ets_intr_unlock, ets_isr_attach, ets_isr_mask, ets_isr_unmask
    .type   ets_intr_lock, @function
ets_intr_lock:                  /* 0x40000F74 */
    rsil    a2, 3
    rsync
    ret
    .org    0x10
    .type   ets_intr_unlock, @function
ets_intr_unlock:                /* 0x40000F80 */
    rsil    a2, 0
    ret
    .org    0x18
    .type   ets_isr_attach, @function
ets_isr_attach:                 /* 0x40000F88 (number, handler, argument) */
    l32r    a5, handlers
    addx8   a2, a2, a5
    s32i    a3, a2, 0
    s32i    a4, a2, 4
    ret
    .org    0x28
    .type   ets_isr_mask, @function
ets_isr_mask:                   /* 0x40000F98 (bits) */
    rsr.intenable a3
    movi    a4, -1
    xor     a2, a2, a4
    and     a3, a3, a2
    wsr.intenable a3
    ret
    .org    0x38
    .type   ets_isr_unmask, @function
ets_isr_unmask:                 /* 0x40000FA8 (bits) */
    rsr.intenable a3
    or      a3, a3, a2
    wsr.intenable a3
    ret
