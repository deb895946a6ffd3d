/* context_run(context, function): runs a function on the context's own stack until it ends or calls context_yield, and
 * takes it up there the next time. Where to go and with which stack is kept for both sides. */
#define RETURN_STACK 0
#define RETURN_TO 4
#define RESUME_STACK 8
#define RESUME_AT 12
#define TOP 16

    .macro  save frame
    addi    a1, a1, -\frame
    s32i    a0, a1, 0
    s32i    a12, a1, 4
    s32i    a13, a1, 8
    s32i    a14, a1, 12
    s32i    a15, a1, 16
    .endm

    .macro  restore frame
    l32i    a15, a1, 16
    l32i    a14, a1, 12
    l32i    a13, a1, 8
    l32i    a12, a1, 4
    l32i    a0, a1, 0
    addi    a1, a1, \frame
    ret
    .endm

    .section .iram.task_switch, "ax"
    .literal_position
    .align  4
    .global context_run
context_run:
    save    32
    movi    a5, 1f
    s32i    a5, a2, RETURN_TO
    s32i    a1, a2, RETURN_STACK
    l32i    a6, a2, RESUME_AT
    beqz    a6, 2f
    movi    a5, 0
    l32i    a1, a2, RESUME_STACK
    s32i    a5, a2, RESUME_AT
    jx      a6
2:  l32i    a1, a2, TOP
    addi    a1, a1, -16
    s32i    a2, a1, 0
    callx0  a3
    l32i    a2, a1, 0
    movi    a5, 0
    l32i    a1, a2, RETURN_STACK
    s32i    a5, a2, RETURN_TO
1:  restore 32

    .align  4
    .global context_yield
context_yield:
    save    32
    movi    a5, 3f
    s32i    a5, a2, RESUME_AT
    s32i    a1, a2, RESUME_STACK
    l32i    a5, a2, RETURN_TO
    l32i    a1, a2, RETURN_STACK
    jx      a5
3:  restore 32
