/* Base64 (RFC 4648) in lines of 72 characters, and the ROM's heap, which it takes its result from. */
#include "library.h"

#define LINE 72u

/* Blocks lie side by side from the start of the heap to its end; in the ROM's bss, so there is none after a reset. */
struct block {
    uint32_t size;
    uint32_t is_used;
};
#define HEAP (*(struct block **)0x3FFFDD18)
#define HEAP_BYTES 4096u

static struct block *after(struct block *block)
{
    return (struct block *)((uint8_t *)block + block->size);
}

/* The 4 KB from `start` on become the heap. */
void rom_mem_init(void *start)
{
    HEAP = (struct block *)(((uintptr_t)start + 3) & ~3u);
    HEAP->size = HEAP_BYTES;
    HEAP->is_used = 0;
}

void *rom_mem_malloc(uint32_t bytes)
{
    if (!HEAP || bytes > HEAP_BYTES) {
        return NULL;
    }
    struct block *end = (struct block *)((uint8_t *)HEAP + HEAP_BYTES);
    bytes = ((bytes + 3) & ~3u) + sizeof(struct block);
    for (struct block *block = HEAP; block < end; block = after(block)) {
        while (!block->is_used && after(block) < end && !after(block)->is_used) {
            block->size += after(block)->size;
        }
        if (block->is_used || block->size < bytes) {
            continue;
        }
        if (block->size > bytes + sizeof(struct block)) {
            struct block *rest = (struct block *)((uint8_t *)block + bytes);
            rest->size = block->size - bytes;
            rest->is_used = 0;
            block->size = bytes;
        }
        block->is_used = 1;
        return block + 1;
    }
    return NULL;
}

void rom_mem_free(void *pointer)
{
    if (pointer) {
        ((struct block *)pointer - 1)->is_used = 0;
    }
}

static uint8_t letter(uint32_t value)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    return (uint8_t)read_byte(letters + (value & 63));
}

/* The text on the heap with a NUL that is not counted, NULL if it does not fit; every line ends, the last one, too. */
uint8_t *rom_base64_encode(const uint8_t *bytes, uint32_t count, uint32_t *length)
{
    uint32_t letters = (count + 2) / 3 * 4;
    uint8_t *text = rom_mem_malloc(letters + letters / LINE + 2);
    if (!text) {
        return NULL;
    }
    uint8_t *at = text;
    uint32_t in_line = 0;
    while (count) {
        uint32_t taken = count < 3 ? count : 3;
        uint32_t three = read_byte(bytes) << 16;
        three |= taken > 1 ? read_byte(bytes + 1) << 8 : 0;
        three |= taken > 2 ? read_byte(bytes + 2) : 0;
        at[0] = letter(three >> 18);
        at[1] = letter(three >> 12);
        at[2] = taken > 1 ? letter(three >> 6) : '=';
        at[3] = taken > 2 ? letter(three) : '=';
        at += 4;
        bytes += taken;
        count -= taken;
        in_line += 4;
        if (in_line == LINE) {
            *at++ = '\n';
            in_line = 0;
        }
    }
    if (in_line) {
        *at++ = '\n';
    }
    *at = 0;
    if (length) {
        *length = (uint32_t)(at - text);
    }
    return text;
}
