/* Loops of one load or store each, for benchmarks/registers: what a register costs beside a word of DRAM. a5 counts. */
    .macro accesses name, instruction, address
    .global \name
    .type \name, @function
    .align 4
\name:
    movi a3, \address
    movi a4, 0
    movi a5, 0
1:  \instruction a4, a3, 0
    addi a5, a5, 1
    j 1b
    .size \name, . - \name
    .endm

    .text
    .literal_position
    accesses load_dram, l32i, 0x3FFE8000
    accesses load_uart_status, l32i, 0x6000001C
    accesses load_rtc_memory, l32i, 0x60001000
    accesses load_frc2_count, l32i, 0x60000624
    accesses store_dram, s32i, 0x3FFE8000
    accesses store_rtc_memory, s32i, 0x60001000
    accesses store_gpio_out, s32i, 0x60000300
    accesses store_uart_intclr, s32i, 0x60000010
