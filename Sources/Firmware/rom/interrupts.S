/* Interrupts at 0x40000F74 … 0x40000FB7, where firmware knows them (eagle.rom.addr.v6.ld). Their literals stand before
 * them. */

    .section .rom.interrupts, "ax"
    .align  4
saved_state:
    .word   0x3FFFDCC0
    .global ets_intr_lock, ets_intr_unlock, ets_isr_attach, ets_isr_mask, ets_isr_unmask
    .type   ets_intr_lock, @function
ets_intr_lock:                  /* 0x40000F74: PS before */
    rsil    a2, 3
    l32r    a3, saved_state
    s32i    a2, a3, 0
    ret
    .org    0x10
    .type   ets_intr_unlock, @function
ets_intr_unlock:                /* 0x40000F80: opens all, however often they were locked */
    rsil    a2, 0
    ret
    .org    0x18
    .type   ets_isr_attach, @function
ets_isr_attach:                 /* 0x40000F88 (number, handler, argument): the handler before */
    j       rom_set_interrupt_handler
    .org    0x28
    .type   ets_isr_mask, @function
ets_isr_mask:                   /* 0x40000F98 (bits): INTENABLE before */
    j       _xtos_ints_off
    .org    0x38
    .type   ets_isr_unmask, @function
ets_isr_unmask:                 /* 0x40000FA8 (bits): INTENABLE before */
    j       _xtos_ints_on
