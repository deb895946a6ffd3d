/* Sorting half-words in DRAM by code in flash: random, sorted and reversed arrays. */
#include "measure.h"

#define LARGEST 3000

static uint16_t array[LARGEST];
static uint32_t state = 1;

static void fill(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        state = state * 1664525 + 1013904223;
        array[i] = state >> 16;
    }
}

static void fill_ascending(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        array[i] = 65 * i;
    }
}

static void fill_descending(uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        array[i] = 65 * (count - i);
    }
}

static void swap(uint16_t *a, uint16_t *b)
{
    uint16_t kept = *a;
    *a = *b;
    *b = kept;
}

static void bubble(uint16_t *data, uint16_t count)
{
    int swapped;
    do {
        swapped = 0;
        for (uint16_t i = 1; i < count; i++) {
            if (data[i] < data[i - 1]) {
                swap(&data[i - 1], &data[i]);
                swapped = 1;
            }
        }
    } while (swapped);
}

static void insertion(uint16_t *data, uint16_t count)
{
    for (uint16_t i = 1; i < count; i++) {
        uint16_t j, value = data[i];
        for (j = i; j > 0 && value < data[j - 1]; j--) {
            data[j] = data[j - 1];
        }
        data[j] = value;
    }
}

static void selection(uint16_t *data, uint16_t count)
{
    for (uint16_t i = 0; i < count; i++) {
        uint16_t least = data[i], place = i;
        for (uint16_t j = i; j < count; j++) {
            if (data[j] < least) {
                place = j;
                least = data[j];
            }
        }
        if (place != i) {
            swap(&data[i], &data[place]);
        }
    }
}

/* Insertion sort of the elements a gap apart. */
static inline void sort_gap(uint16_t *data, uint16_t count, uint16_t gap)
{
    for (uint16_t i = gap; i < count; i++) {
        uint16_t j, value = data[i];
        for (j = i; j >= gap && value < data[j - gap]; j -= gap) {
            data[j] = data[j - gap];
        }
        data[j] = value;
    }
}

/* Shell's gaps: halves. */
static void shell(uint16_t *data, uint16_t count)
{
    uint16_t gap = count;
    while (gap > 1) {
        gap /= 2;
        sort_gap(data, count, gap);
    }
}

/* Knuth's gaps: 1, 4, 13, 40, … */
static void shell_knuth(uint16_t *data, uint16_t count)
{
    uint16_t gap = 1;
    while (gap < count / 3) {
        gap = gap * 3 + 1;
    }
    while (gap > 0) {
        sort_gap(data, count, gap);
        gap = (gap - 1) / 3;
    }
}

static uint32_t time(void (*sort)(uint16_t *, uint16_t), uint32_t count)
{
    uint32_t before = ccount();
    sort(array, count);
    return ccount() - before;
}

/* The mean over `samples` random arrays. */
static void report_random(const char *name, void (*sort)(uint16_t *, uint16_t), uint32_t count, uint32_t samples)
{
    uint32_t sum = 0;
    for (uint32_t i = 0; i < samples; i++) {
        fill(count);
        sum += time(sort, count) / samples;
    }
    print_format("%s-%u %u\n", name, count, sum);
}

static void report_orders(const char *name, void (*sort)(uint16_t *, uint16_t), uint32_t count)
{
    fill_ascending(count);
    print_format("%s-sorted %u\n", name, time(sort, count));
    fill_descending(count);
    print_format("%s-reversed %u\n", name, time(sort, count));
}

int main(void)
{
    report_random("selection", selection, 100, 3);
    report_random("selection", selection, 300, 3);
    report_random("selection", selection, 1000, 3);
    report_random("insertion", insertion, 1000, 3);
    report_random("bubble", bubble, 1000, 3);
    report_random("shell", shell, 1000, 20);
    report_random("shell", shell, 3000, 20);
    report_random("shell-knuth", shell_knuth, 1000, 20);
    report_random("shell-knuth", shell_knuth, 3000, 20);
    report_orders("insertion", insertion, 1000);
    report_orders("bubble", bubble, 1000);
    return 0;
}
