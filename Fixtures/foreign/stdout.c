/* picolibc's stdout on simcall 4, for programs that know nothing of vesp. */
#include <stdio.h>

static int put(char character, FILE *file)
{
    register int a2 __asm__("a2") = 4;
    register int a3 __asm__("a3") = 1;
    register const void *a4 __asm__("a4") = &character;
    register int a5 __asm__("a5") = 1;
    (void)file;
    __asm__ volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
    return a2;
}

static FILE file = FDEV_SETUP_STREAM(put, NULL, NULL, _FDEV_SETUP_WRITE);
FILE *const stdout = &file;
