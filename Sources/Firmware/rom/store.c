/* Data of the ROM in system RAM: filled at every reset, as firmware may have used the room for itself. */
#include "rom.h"

/* Ends with a span that begins nowhere. */
struct span {
    uint32_t *start, *end;
    const uint32_t *source;
};

extern const struct span _rom_store_table[];

void rom_fill_data(void)
{
    for (const struct span *span = _rom_store_table; span->start; span++) {
        const uint32_t *from = span->source;
        for (uint32_t *to = span->start; to < span->end;) {
            *to++ = *from++;
        }
    }
}
