/* XTOS and HAL, the run-time that Tensilica gives its cores, at the addresses firmware knows (eagle.rom.addr.v6.ld). */

#include "entry.h"

    entry   _xtos_set_exception_handler, rom_set_exception_handler
    entry   _xtos_c_wrapper_handler, rom_exception_wrapper
    entry   _xtos_l1int_handler, rom_exception_wrapper
    entry   _xtos_cause3_handler, rom_exception_wrapper
    entry   _xtos_return_from_exc, rom_return_from_exception
    entry   _xtos_set_interrupt_handler_arg, rom_set_interrupt_handler

/* (number, handler): the handler's argument is the number. */
    routine _xtos_set_interrupt_handler
    mov     a4, a2
    j       rom_set_interrupt_handler
    end     _xtos_set_interrupt_handler

/* (bits): INTENABLE before. */
    routine _xtos_ints_on
    mov     a3, a2
    rsr.intenable a2
    or      a3, a2, a3
    wsr.intenable a3
    rsync
    ret
    end     _xtos_ints_on

    routine _xtos_ints_off
    mov     a3, a2
    rsr.intenable a2
    or      a4, a2, a3
    xor     a3, a4, a3
    wsr.intenable a3
    rsync
    ret
    end     _xtos_ints_off

/* (PS) */
    routine _xtos_restore_intlevel
    wsr.ps  a2
    rsync
    ret
    end     _xtos_restore_intlevel

/* (level): PS before. */
    routine _xtos_set_intlevel
    rsr.ps  a3
    srli    a4, a3, 4
    slli    a4, a4, 4
    or      a4, a4, a2
    mov     a2, a3
    wsr.ps  a4
    rsync
    ret
    end     _xtos_set_intlevel

/* (level): PS before; a higher level stays. */
    routine _xtos_set_min_intlevel
    rsr.ps  a3
    extui   a4, a3, 0, 4
    mov     a5, a2
    mov     a2, a3
    bgeu    a4, a5, 1f
    xor     a4, a4, a5
    xor     a3, a3, a4
    wsr.ps  a3
    rsync
1:  ret
    end     _xtos_set_min_intlevel

    routine _xtos_p_none
    ret
    end     _xtos_p_none

/* An assembly handler: to the debugger, and back to what raised the exception. */
    routine _xtos_unhandled_exception
    l32i.n  a2, a1, 20
    l32i.n  a3, a1, 24
    _l32i   a4, a1, 28
    break   1, 1            /* 0x4000DC4B */
    addmi   a1, a1, 256
    rfe
    end     _xtos_unhandled_exception

    routine _xtos_unhandled_interrupt
    ret
    end     _xtos_unhandled_interrupt

/* (number, value) */
    routine xthal_set_ccompare
    wsr.ccompare0 a3
    esync
    ret
    end     xthal_set_ccompare

/* (number) */
    routine xthal_get_ccompare
    rsr.ccompare0 a2
    ret
    end     xthal_get_ccompare

    .global xthal_get_intread
    routine xthal_get_interrupt
xthal_get_intread:
    rsr.interrupt a2
    ret
    end     xthal_get_interrupt

/* (from, to, bytes) */
    routine xthal_bcopy
    mov     a5, a2
    mov     a2, a3
    mov     a3, a5
    j       rom_memcpy
    end     xthal_bcopy

/* There are no register windows. */
    .global xthal_spill_registers_into_stack_nw
    routine xthal_window_spill_nw
xthal_spill_registers_into_stack_nw:
    ret
    end     xthal_window_spill_nw

    routine xthal_window_spill
    ret
    end     xthal_window_spill
