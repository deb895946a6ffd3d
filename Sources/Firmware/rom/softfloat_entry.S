/* Entry points of the floating point in softfloat.c, at the addresses the chip's ROM has them (arithmetic.ld). */

    .macro  entry name
    .section .rom.__\name, "ax"
    .align  4
    .global __\name
    .type   __\name, @function
__\name:
    j       rom_\name
    .size   __\name, . - __\name
    .endm

    entry   divdf3
