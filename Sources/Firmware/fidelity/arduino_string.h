/* A string as the Arduino core 3.x keeps it: up to ten characters lie in the object itself. */
#ifndef VESP_FIDELITY_ARDUINO_STRING_H
#define VESP_FIDELITY_ARDUINO_STRING_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct string {
    union {
        struct {
            char *characters;
            uint16_t capacity, length;
        } heap;
        struct {
            char characters[11];
            uint8_t length : 7, is_heap : 1;
        } own;
    };
};

static inline char *string_characters(struct string *s)
{
    return s->own.is_heap ? s->heap.characters : s->own.characters;
}

static inline uint32_t string_length(const struct string *s) { return s->own.is_heap ? s->heap.length : s->own.length; }

static inline void string_init(struct string *s)
{
    s->own.characters[0] = 0;
    s->own.length = 0;
    s->own.is_heap = 0;
}

void string_invalidate(struct string *s);
struct string *string_move(struct string *s, struct string *from);
void string_from_unsigned(struct string *s, uint32_t value, uint8_t base);

#ifdef __cplusplus
}
#endif

#endif
