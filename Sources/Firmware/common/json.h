/* Reading JSON where it stands: nothing is copied, nothing allocated. */
#ifndef VESP_JSON_H
#define VESP_JSON_H

#include <stddef.h>
#include <stdint.h>

/* A value within a text: of a string without its quotes, of anything else as it stands. */
struct json_value {
    const char *text;
    size_t length;
    /* Its first character in the document: ", {, [, t, f, n, a digit or -. */
    char kind;
};

/* The value at `path`, names with points between them ("state.windowOpen"), in the object that the text is. 0 when there is
 * none, or when the text is no JSON as far as the value. */
int json_find(const char *text, size_t length, const char *path, struct json_value *value);

/* 1 and the number when the value is a whole number that fits. */
int json_int(const struct json_value *value, int32_t *number);

int json_equals(const struct json_value *value, const char *text);

#endif
