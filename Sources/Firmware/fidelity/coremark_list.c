/* A list that is searched and reversed, sorted by what the other kinds of work make of its data, and sorted back. */
#include "coremark.h"

typedef int32_t (*compare)(struct item *, struct item *, struct run *);

/* What an item's data stand for, worked out once: state machine, matrices, or the data themselves. */
int16_t worth(int16_t *place, struct run *run)
{
    int16_t data = *place, result;
    if (data >> 7 & 1) {
        return data & 0x7F;
    }
    int16_t kind = data & 7, operand = data >> 3 & 0xF;
    operand |= operand << 4;
    switch (kind) {
    case 0:
        if (operand < 0x22) {
            operand = 0x22;
        }
        result = (int16_t)state_work(run->size, run->text, run->seed1, run->seed2, operand, run->crc);
        if (run->state_crc == 0) {
            run->state_crc = (uint16_t)result;
        }
        break;
    case 1:
        result = (int16_t)matrix_work(&run->matrices, operand, run->crc);
        if (run->matrix_crc == 0) {
            run->matrix_crc = (uint16_t)result;
        }
        break;
    default: result = data; break;
    }
    run->crc = crc_u16((uint16_t)result, run->crc);
    result &= 0x7F;
    *place = (int16_t)((data & 0xFF00) | 0x80 | result);
    return result;
}

int32_t by_worth(struct item *a, struct item *b, struct run *run)
{
    int16_t first = worth(&a->data, run);
    int16_t second = worth(&b->data, run);
    return first - second;
}

/* Without a run the data become again what their upper bytes keep. */
int32_t by_index(struct item *a, struct item *b, struct run *run)
{
    if (run == NULL) {
        a->data = (int16_t)((a->data & 0xFF00) | (0xFF & (a->data >> 8)));
        b->data = (int16_t)((b->data & 0xFF00) | (0xFF & (b->data >> 8)));
    }
    return a->index - b->index;
}

struct node *find(struct node *list, struct item *sought)
{
    if (sought->index >= 0) {
        while (list && list->item->index != sought->index) {
            list = list->next;
        }
        return list;
    }
    while (list && (list->item->data & 0xFF) != sought->data) {
        list = list->next;
    }
    return list;
}

struct node *reverse(struct node *list)
{
    struct node *reversed = NULL;
    while (list) {
        struct node *next = list->next;
        list->next = reversed;
        reversed = list;
        list = next;
    }
    return reversed;
}

/* Takes out the node after `node`, with the item of `node`. */
struct node *take_out(struct node *node)
{
    struct node *taken = node->next;
    struct item *item = node->item;
    node->item = taken->item;
    taken->item = item;
    node->next = node->next->next;
    taken->next = NULL;
    return taken;
}

struct node *put_back(struct node *taken, struct node *node)
{
    struct item *item = taken->item;
    taken->item = node->item;
    node->item = item;
    taken->next = node->next;
    node->next = taken;
    return taken;
}

/* Merges runs of 1, 2, 4, … nodes until one is left. */
struct node *sort(struct node *list, compare order, struct run *run)
{
    for (int32_t width = 1;; width *= 2) {
        struct node *left = list, *last = NULL;
        int32_t merges = 0;
        list = NULL;
        while (left) {
            struct node *right = left, *node;
            int32_t lefts = 0, rights = width;
            merges++;
            for (int32_t i = 0; i < width; i++) {
                lefts++;
                right = right->next;
                if (!right) {
                    break;
                }
            }
            while (lefts > 0 || (rights > 0 && right)) {
                if (lefts == 0) {
                    node = right;
                    right = right->next;
                    rights--;
                } else if (rights == 0 || !right) {
                    node = left;
                    left = left->next;
                    lefts--;
                } else if (order(left->item, right->item, run) <= 0) {
                    node = left;
                    left = left->next;
                    lefts--;
                } else {
                    node = right;
                    right = right->next;
                    rights--;
                }
                if (last) {
                    last->next = node;
                } else {
                    list = node;
                }
                last = node;
            }
            left = right;
        }
        last->next = NULL;
        if (merges <= 1) {
            return list;
        }
    }
}

uint16_t list_work(struct run *run, int16_t index)
{
    uint16_t result = 0, found = 0, missed = 0;
    struct node *list = run->list, *node, *taken;
    int16_t searches = run->seed3;
    struct item sought;
    sought.index = index;
    for (int16_t i = 0; i < searches; i++) {
        sought.data = i & 0xFF;
        struct node *hit = find(list, &sought);
        list = reverse(list);
        if (hit == NULL) {
            missed++;
            result += list->next->item->data >> 8 & 1;
        } else {
            found++;
            if (hit->item->data & 1) {
                result += hit->item->data >> 9 & 1;
            }
            if (hit->next != NULL) {
                node = hit->next;
                hit->next = node->next;
                node->next = list->next;
                list->next = node;
            }
        }
        if (sought.index >= 0) {
            sought.index++;
        }
    }
    result += found * 4 - missed;
    if (index > 0) {
        list = sort(list, by_worth, run);
    }
    taken = take_out(list->next);
    node = find(list, &sought);
    if (!node) {
        node = list->next;
    }
    while (node) {
        result = crc_s16(list->item->data, result);
        node = node->next;
    }
    put_back(taken, list->next);
    list = sort(list, by_index, NULL);
    for (node = list->next; node; node = node->next) {
        result = crc_s16(list->item->data, result);
    }
    return result;
}

/* As many nodes as a block of `size` bytes would hold where pointers have 64 bits. */
struct node *list_init(uint32_t size, struct node *memory, int16_t seed)
{
    uint32_t count = size / (16 + sizeof(struct item)) - 2, used = 2;
    struct item *items = (struct item *)(memory + count);
    struct node *list = memory;
    items[0] = (struct item){(int16_t)0x8080, 0};
    items[1] = (struct item){(int16_t)0xFFFF, 0x7FFF};
    list[0] = (struct node){&list[1], &items[0]};
    list[1] = (struct node){NULL, &items[1]};
    for (uint32_t i = 0; i < count && used + 1 < count; i++) {
        uint16_t data = (uint16_t)((((uint32_t)seed ^ i) & 0xF) << 3 | (i & 7));
        items[used].data = (int16_t)(data << 8 | data);
        list[used].item = &items[used];
        list[used].next = list->next;
        list->next = &list[used++];
    }
    uint32_t i = 1;
    for (struct node *node = list->next; node->next; node = node->next) {
        if (i < count / 5) {
            node->item->index = (int16_t)i++;
        } else {
            uint16_t pattern = (uint16_t)(i++ ^ (uint32_t)seed);
            node->item->index = 0x3FFF & ((i & 7) << 8 | pattern);
        }
    }
    return sort(list, by_index, NULL);
}
