/* Start of a bare program, under `vesp exec` and under qemu-system-xtensa. */
    .section .qemu, "ax"
    j       1f
    .align 4
    .literal_position
    .literal .Lstart, _start
1:  movi    a0, 0
    wsr.ps  a0
    rsync
    l32r    a0, .Lstart
    jx      a0

/* Any exception ends the program with exit code 100 + EXCCAUSE. */
    .section .vectors, "ax"
    .org    0x10
    j       fault
    .org    0x20
    j       fault
    .org    0x30
    j       fault
    .org    0x50
    j       fault
    .org    0x70
fault:
    rsr.exccause a3
    addi    a3, a3, 100
    movi    a2, 1
    simcall

    .section .text.start, "ax"
    .literal_position
    .align 4
    .global _start
_start:
    movi    a0, 0
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
    movi    a2, 1
    simcall
