/* The heap: best fit over an address-ordered free list with coalescing, of the profile's size, and really finite.
 * Low-waters of free bytes and of the largest free block go to the probe, as does the size of a failed request. */
#include "registers.h"
#include "sdk.h"

#include <stdlib.h>
#include <string.h>

struct block {
    uint32_t size; /* with this header */
    struct block *next;
};

#define HEADER 8u

extern char _heap_start[], _dram_end[];

static struct block *free_list;
static uint32_t total_bytes, free_bytes, free_low_water, largest_low_water;

void heap_init(uint32_t capacity)
{
    uint32_t room = (uint32_t)(_dram_end - _heap_start) & ~7u;
    capacity &= ~7u;
    if (capacity == 0 || capacity > room) {
        capacity = room;
    }
    free_list = (struct block *)_heap_start;
    free_list->size = capacity;
    free_list->next = NULL;
    total_bytes = free_bytes = free_low_water = largest_low_water = capacity;
    PROBE(HEAP_CAPACITY) = capacity;
    PROBE(HEAP_FREE) = capacity;
    PROBE(HEAP_LARGEST) = capacity;
}

uint32_t heap_free(void) { return free_bytes; }

uint32_t heap_capacity(void) { return total_bytes; }

static void report(uint32_t largest)
{
    if (free_bytes < free_low_water) {
        free_low_water = free_bytes;
        PROBE(HEAP_FREE) = free_bytes;
    }
    if (largest < largest_low_water) {
        largest_low_water = largest;
        PROBE(HEAP_LARGEST) = largest;
    }
}

void *malloc(size_t size)
{
    uint32_t need = ((uint32_t)size + HEADER + 7) & ~7u;
    struct block **best = NULL;
    uint32_t largest = 0, second = 0;
    for (struct block **link = &free_list; *link; link = &(*link)->next) {
        uint32_t room = (*link)->size;
        if (room >= need && (!best || room < (*best)->size)) {
            best = link;
        }
        if (room > largest) {
            second = largest;
            largest = room;
        } else if (room > second) {
            second = room;
        }
    }
    if (!best || need < size) {
        PROBE(ALLOCATION_FAILED) = (uint32_t)size;
        return NULL;
    }
    struct block *found = *best;
    uint32_t rest_size = found->size - need;
    if (found->size == largest) {
        largest = rest_size > second ? rest_size : second;
    }
    if (rest_size >= 2 * HEADER) {
        struct block *rest = (struct block *)((char *)found + need);
        rest->size = rest_size;
        rest->next = found->next;
        *best = rest;
        found->size = need;
    } else {
        *best = found->next;
    }
    free_bytes -= found->size;
    report(largest);
    return (char *)found + HEADER;
}

void free(void *pointer)
{
    if (!pointer) {
        return;
    }
    struct block *block = (struct block *)((char *)pointer - HEADER);
    struct block *previous = NULL;
    struct block *next = free_list;
    free_bytes += block->size;
    while (next && next < block) {
        previous = next;
        next = next->next;
    }
    block->next = next;
    if (next && (char *)block + block->size == (char *)next) {
        block->size += next->size;
        block->next = next->next;
    }
    if (!previous) {
        free_list = block;
    } else if ((char *)previous + previous->size == (char *)block) {
        previous->size += block->size;
        previous->next = block->next;
    } else {
        previous->next = block;
    }
}

void *calloc(size_t count, size_t size)
{
    size_t total = count * size;
    void *pointer = size && total / size != count ? NULL : malloc(total);
    if (pointer) {
        memset(pointer, 0, total);
    }
    return pointer;
}
