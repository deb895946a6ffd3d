/* Start of a program of the fidelity suite. It runs with PS.UM set, as firmware does, so that exceptions take the ROM's
 * user vector. */
    .section .text.start, "ax"
    .literal_position
    .align 4
    .global _start, rom_main
_start:
    movi    a0, 0x20
    wsr.ps  a0
    rsync
    movi    a1, _stack_top
    movi    a2, _bss_start
    movi    a3, _bss_end
    movi    a4, 0
1:  bgeu    a2, a3, 2f
    s32i    a4, a2, 0
    addi    a2, a2, 4
    j       1b
2:  call0   main
    mov     a3, a2
rom_main:
    movi    a2, 1
    simcall
