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

/* A service that stands at its address itself. */
    .macro  routine name
    .section .rom.\name, "ax"
    .align  4
    .global \name
    .type   \name, @function
\name:
    .endm

    .macro  end name
    .size   \name, . - \name
    .endm
