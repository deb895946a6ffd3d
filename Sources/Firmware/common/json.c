#include "json.h"

#include <string.h>

#define DEEPEST 8

struct reader {
    const char *at, *end;
};

static int skip_value(struct reader *in, struct json_value *value, unsigned depth);

static char next(struct reader *in)
{
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t' || *in->at == '\n' || *in->at == '\r')) {
        in->at++;
    }
    return in->at < in->end ? *in->at : 0;
}

static int take(struct reader *in, char wanted)
{
    if (next(in) != wanted) {
        return 0;
    }
    in->at++;
    return 1;
}

static int skip_string(struct reader *in, struct json_value *value)
{
    if (!take(in, '"')) {
        return 0;
    }
    value->text = in->at;
    while (in->at < in->end && *in->at != '"') {
        in->at += *in->at == '\\' ? 2 : 1;
    }
    if (in->at >= in->end) {
        return 0;
    }
    value->length = (size_t)(in->at++ - value->text);
    return 1;
}

static int skip_members(struct reader *in, char close, unsigned depth)
{
    struct json_value member;
    if (depth > DEEPEST) {
        return 0;
    }
    if (take(in, close)) {
        return 1;
    }
    do {
        if (close == '}' && (!skip_string(in, &member) || !take(in, ':'))) {
            return 0;
        }
        if (!skip_value(in, &member, depth)) {
            return 0;
        }
    } while (take(in, ','));
    return take(in, close);
}

static int skip_word(struct reader *in)
{
    const char *start = in->at;
    while (in->at < in->end && !strchr(",}] \t\r\n", *in->at)) {
        in->at++;
    }
    return in->at > start;
}

static int skip_value(struct reader *in, struct json_value *value, unsigned depth)
{
    value->kind = next(in);
    value->text = in->at;
    int is_whole;
    if (value->kind == '"') {
        return skip_string(in, value);
    }
    if (value->kind == '{' || value->kind == '[') {
        in->at++;
        is_whole = skip_members(in, value->kind == '{' ? '}' : ']', depth + 1);
    } else {
        is_whole = skip_word(in);
    }
    value->length = (size_t)(in->at - value->text);
    return is_whole;
}

/* The member called by the first `length` characters of `name`, in the object that `in` stands before. */
static int find_member(struct reader *in, const char *name, size_t length, struct json_value *value)
{
    struct json_value key;
    if (!take(in, '{')) {
        return 0;
    }
    do {
        if (!skip_string(in, &key) || !take(in, ':') || !skip_value(in, value, 0)) {
            return 0;
        }
        if (key.length == length && memcmp(key.text, name, length) == 0) {
            return 1;
        }
    } while (take(in, ','));
    return 0;
}

int json_find(const char *text, size_t length, const char *path, struct json_value *value)
{
    *value = (struct json_value){text, length, '{'};
    while (*path) {
        const char *point = strchr(path, '.');
        size_t count = point ? (size_t)(point - path) : strlen(path);
        struct reader in = {value->text, value->text + value->length};
        if (value->kind != '{' || !find_member(&in, path, count, value)) {
            return 0;
        }
        path += point ? count + 1 : count;
    }
    return 1;
}

int json_int(const struct json_value *value, int32_t *number)
{
    int is_negative = value->length && *value->text == '-';
    uint32_t sum = 0;
    if (value->kind == '"' || value->length == (size_t)is_negative) {
        return 0;
    }
    for (size_t i = (size_t)is_negative; i < value->length; i++) {
        uint32_t digit = (uint32_t)value->text[i] - '0';
        if (digit > 9 || sum > (INT32_MAX - digit) / 10) {
            return 0;
        }
        sum = 10 * sum + digit;
    }
    *number = is_negative ? -(int32_t)sum : (int32_t)sum;
    return 1;
}

int json_equals(const struct json_value *value, const char *text)
{
    return value->length == strlen(text) && memcmp(value->text, text, value->length) == 0;
}
