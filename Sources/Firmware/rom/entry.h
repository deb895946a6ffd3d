/* A service at the address of its section, for a routine that stands elsewhere. */
    .macro  entry name, target
    .section .rom.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
    j       \target
    .size   \name, . - \name
    .endm
