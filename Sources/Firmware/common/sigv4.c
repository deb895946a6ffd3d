#include "sigv4.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "sha256.h"
#include "station.h"

#define SERVICE "iotdevicegateway"
#define ALGORITHM "AWS4-HMAC-SHA256"
/* The SHA-256 of nothing. */
#define EMPTY_HASH "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define LONGEST 1024

/* What the signature is about. */
struct request {
    char day[16], time[32];
    char scope[96];
    char query[400];
};

static void name_time(struct request *request, const char *region, unsigned seconds)
{
    struct clock_date date = clock_date(seconds);
    snprintf(request->day, sizeof request->day, "%04u%02u%02u", date.year, date.month, date.day);
    snprintf(request->time, sizeof request->time, "%sT%02u%02u%02uZ", request->day, date.hour, date.minute, date.second);
    snprintf(request->scope, sizeof request->scope, "%s/%s/" SERVICE "/aws4_request", request->day, region);
}

/* `text` with all that RFC 3986 reserves escaped. */
static void append_escaped(char *to, size_t room, const char *text)
{
    size_t at = strlen(to);
    for (; *text && at + 4 < room; text++) {
        int is_plain = (*text >= '0' && *text <= '9') || (*text >= 'A' && *text <= 'Z') || (*text >= 'a' && *text <= 'z') || strchr("-._~", *text);
        at += (size_t)snprintf(to + at, room - at, is_plain ? "%c" : "%%%02X", (unsigned char)*text);
    }
}

/* The query in the order of its names; the slashes of the scope are escaped. */
static void make_query(struct request *request, const char *id)
{
    snprintf(request->query, sizeof request->query, "X-Amz-Algorithm=" ALGORITHM "&X-Amz-Credential=%s", id);
    append_escaped(request->query, sizeof request->query, "/");
    append_escaped(request->query, sizeof request->query, request->scope);
    size_t count = strlen(request->query);
    snprintf(request->query + count, sizeof request->query - count, "&X-Amz-Date=%s&X-Amz-SignedHeaders=host",
             request->time);
}

/* The key of a day, a region and a service. */
static void derive(const char *secret, const struct request *request, const char *region, uint8_t key[SHA256_SIZE])
{
    const char *const parts[] = {request->day, region, SERVICE, "aws4_request"};
    char start[80];
    snprintf(start, sizeof start, "AWS4%s", secret);
    int size = (int)strlen(start);
    const void *from = start;
    for (int i = 0; i < 4; i++) {
        hmac_sha256(from, (size_t)size, parts[i], strlen(parts[i]), key);
        from = key;
        size = SHA256_SIZE;
    }
}

static void sign(const struct request *request, const char *host, const char *region, const char *secret, char *text,
                 char hex[2 * SHA256_SIZE + 1])
{
    struct sha256 hash;
    uint8_t digest[SHA256_SIZE], key[SHA256_SIZE];
    int size = snprintf(text, LONGEST, "GET\n/mqtt\n%s\nhost:%s\n\nhost\n" EMPTY_HASH, request->query, host);
    sha256_begin(&hash);
    sha256_add(&hash, text, (size_t)size);
    sha256_end(&hash, digest);
    write_hex(hex, digest, SHA256_SIZE, 'a');
    size = snprintf(text, LONGEST, ALGORITHM "\n%s\n%s\n%s", request->time, request->scope, hex);
    derive(secret, request, region, key);
    hmac_sha256(key, SHA256_SIZE, text, (size_t)size, digest);
    write_hex(hex, digest, SHA256_SIZE, 'a');
}

char *sigv4_path(const struct sigv4_key *key, const char *host, const char *region, unsigned seconds)
{
    struct request *request = malloc(sizeof *request);
    /* An escaped character has three. */
    size_t room = LONGEST + 3 * (key->token ? strlen(key->token) : 0);
    char *text = malloc(room);
    char hex[2 * SHA256_SIZE + 1];
    if (request && text) {
        name_time(request, region, seconds);
        make_query(request, key->id);
        sign(request, host, region, key->secret, text, hex);
        snprintf(text, room, "/mqtt?%s&X-Amz-Signature=%s%s", request->query, hex,
                 key->token ? "&X-Amz-Security-Token=" : "");
        append_escaped(text, room, key->token ? key->token : "");
    } else {
        free(text);
        text = NULL;
    }
    free(request);
    return text;
}
