/* Chains of DMA descriptors of three words: sizes and flags, buffer, next. */
#include "library.h"

struct descriptor {
    uint32_t flags;
    uint8_t *buffer;
    struct descriptor *next;
};

/* Bits 11:0 size, 23:12 length, 28:24 offset, 29 start of a frame, 30 end of a frame, 31 owned by the hardware. */
#define OFFSET (0x1Fu << 24)
#define OWNER (1u << 31)

/* Chains the descriptors in `room` over the blocks that fit into `memory`; their number. Blocks that belong to the
 * software count as full. */
uint32_t rom_lldesc_build_chain(struct descriptor *room, uint32_t room_bytes, uint8_t *memory, uint32_t memory_bytes,
                                uint32_t block, uint32_t owner, struct descriptor **head, struct descriptor **tail)
{
    uint32_t count = memory_bytes / block;
    struct descriptor *at = room;
    (void)room_bytes;
    for (uint32_t index = 0;; index++) {
        uint32_t length = owner ? block & 0xFFF : 0;
        at->flags = (at->flags & OFFSET) | OWNER | length << 12 | (block & 0xFFF);
        at->buffer = memory;
        memory += block;
        if (index + 1 >= count) {
            break;
        }
        at->next = at + 1;
        at++;
    }
    at->next = NULL;
    *head = room;
    *tail = at;
    return count;
}

/* The descriptor at place `number` of a chain, counted from 1. */
struct descriptor *rom_lldesc_num2link(struct descriptor *chain, uint16_t number)
{
    while (--number) {
        chain = chain->next;
    }
    return chain;
}
