/* Short loops whose cycles per iteration are published. Each routine runs a2 iterations in IRAM and returns the cycles
 * between its two readings of CCOUNT, less the one cycle of the second reading. */

    .macro  routine name
    .section .iram.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
    .endm

    .macro  finish
    rsr.ccount a4
    sub     a2, a4, a3
    addi    a2, a2, -1
    ret
    .endm

/* Arduino core_esp8266_si2c.cpp: a for-loop around one NOP. */
    routine loop_nop
    rsr.ccount a3
1:  nop
    addi    a2, a2, -1
    bnez    a2, 1b
    finish

/* espressif/esp-idf#85: three instructions, of which one is the branch. */
    routine loop_add
    movi    a5, 0
    movi    a6, 0
    rsr.ccount a3
1:  add     a6, a6, a2
    addi    a5, a5, 1
    bne     a5, a2, 1b
    finish

/* Mongoose OS esp_nsleep100.S: one pass per 100 ns, at 80 MHz with three NOPs … */
    routine loop_nsleep_80
    addi    a2, a2, -1
    rsr.ccount a3
1:  blti    a2, 1, 2f
    nop.n
    nop.n
    nop.n
    addi    a2, a2, -1
    j       1b
2:  finish

/* … at 160 MHz with eleven. */
    routine loop_nsleep_160
    addi    a2, a2, -1
    rsr.ccount a3
1:  blti    a2, 1, 2f
    .rept   11
    nop.n
    .endr
    addi    a2, a2, -1
    j       1b
2:  finish

/* pasko-zh/timing_issue: the two pins of one half period, then a delay loop. The code straddles a new cache line in each
 * half, as it must when a pass through cold flash adds a line fill to every half. Returns the cycles of two halves. */
    .section .flash.cold, "ax"
    .align  32
    .space  24
    .literal_position
    .literal .Lset, 0x60000304
    .literal .Lclear, 0x60000308
    .global halves
    .type   halves, @function
halves:
    l32r    a2, .Lset
    l32r    a3, .Lclear
    movi.n  a4, 16
    movi    a5, 4096
    rsr.ccount a7
    movi.n  a6, 12
    s32i.n  a4, a3, 0
    memw
    s32i    a5, a2, 0
    memw
1:  addi.n  a6, a6, -1
    nop.n
    nop.n
    nop.n
    nop.n
    bnez    a6, 1b
    movi.n  a6, 12
    s32i.n  a4, a2, 0
    memw
    s32i.n  a5, a3, 0
    memw
2:  addi.n  a6, a6, -1
    nop.n
    nop.n
    nop.n
    nop.n
    bnez    a6, 2b
    rsr.ccount a4
    sub     a2, a4, a7
    addi    a2, a2, -1
    ret.n

/* StefanBruens/ESP8266_new_pwm#7: back-to-back stores to W1TS and W1TC. a2 pairs; returns the cycles of them all. */
    routine loop_gpio
    movi    a5, 0x60000304
    movi    a6, 1
    mov     a7, a2
    rsr.ccount a3
1:  s32i    a6, a5, 0
    memw
    s32i    a6, a5, 4
    memw
    s32i    a6, a5, 0
    memw
    s32i    a6, a5, 4
    memw
    addi    a7, a7, -1
    bnez    a7, 1b
    finish
