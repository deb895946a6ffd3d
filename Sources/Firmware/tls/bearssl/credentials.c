#include "credentials.h"

#include <stdlib.h>
#include <string.h>

#include "port.h"
#include "sdk.h"

/* Bytes that a decoder gives in pieces. */
struct bytes {
    uint8_t *data;
    size_t count;
    int failed;
};

/* An object of a PEM text, and what takes it: 0 or an error. It keeps `data`, or frees it. */
typedef int (*object_taker)(struct credentials *credentials, const char *name, struct bytes *object);

/* A larger copy of `count` bytes, whose place it gives back; NULL, and nothing is changed, when the heap has no room. */
static void *grown(void *data, size_t count, size_t more)
{
    uint8_t *larger = malloc(count + more);
    if (larger) {
        memcpy(larger, data, count);
        free(data);
    }
    return larger;
}

static void append(void *context, const void *data, size_t count)
{
    struct bytes *bytes = context;
    uint8_t *larger = bytes->failed ? NULL : grown(bytes->data, bytes->count, count);
    if (!larger) {
        bytes->failed = 1;
        return;
    }
    memcpy(larger + bytes->count, data, count);
    bytes->data = larger;
    bytes->count += count;
}

/* Hands each object of the PEM text under `which` to `taker`. */
static int each_object(enum config_key which, object_taker taker, struct credentials *credentials)
{
    size_t left = 0;
    char *text = config_string(which, &left);
    br_pem_decoder_context *decoder = malloc(sizeof *decoder);
    struct bytes object = {0};
    const char *rest = text;
    int result = text && decoder ? 0 : PORT_NO_MEMORY;
    if (decoder) {
        br_pem_decoder_init(decoder);
    }
    while (result == 0 && left) {
        size_t taken = br_pem_decoder_push(decoder, rest, left);
        rest += taken;
        left -= taken;
        switch (br_pem_decoder_event(decoder)) {
        case BR_PEM_BEGIN_OBJ: br_pem_decoder_setdest(decoder, append, &object); break;
        case BR_PEM_END_OBJ:
            result = object.failed ? PORT_NO_MEMORY : taker(credentials, br_pem_decoder_name(decoder), &object);
            memset(&object, 0, sizeof object);
            break;
        case BR_PEM_ERROR: result = BR_ERR_X509_INVALID_VALUE; break;
        }
    }
    free(object.data);
    free(decoder);
    free(text);
    return result;
}

static uint8_t *copy(const void *data, size_t count)
{
    uint8_t *bytes = malloc(count);
    if (bytes) {
        memcpy(bytes, data, count);
    }
    return bytes;
}

static int copy_public_key(br_x509_pkey *to, const br_x509_pkey *from)
{
    *to = *from;
    if (from->key_type == BR_KEYTYPE_RSA) {
        to->key.rsa.n = copy(from->key.rsa.n, from->key.rsa.nlen);
        to->key.rsa.e = copy(from->key.rsa.e, from->key.rsa.elen);
        return to->key.rsa.n && to->key.rsa.e ? 0 : PORT_NO_MEMORY;
    }
    to->key.ec.q = copy(from->key.ec.q, from->key.ec.qlen);
    return to->key.ec.q ? 0 : PORT_NO_MEMORY;
}

static int take_anchor(struct credentials *credentials, const char *name, struct bytes *object)
{
    (void)name;
    size_t count = credentials->anchor_count;
    br_x509_trust_anchor *anchors = grown(credentials->anchors, count * sizeof *anchors, sizeof *anchors);
    br_x509_decoder_context *decoder = malloc(sizeof *decoder);
    struct bytes subject = {0};
    int result = anchors && decoder ? 0 : PORT_NO_MEMORY;
    if (anchors) {
        credentials->anchors = anchors;
    }
    if (result == 0) {
        br_x509_trust_anchor *anchor = memset(anchors + count, 0, sizeof *anchor);
        br_x509_decoder_init(decoder, append, &subject);
        br_x509_decoder_push(decoder, object->data, object->count);
        const br_x509_pkey *key = br_x509_decoder_get_pkey(decoder);
        result = !key ? br_x509_decoder_last_error(decoder)
                      : subject.failed ? PORT_NO_MEMORY : copy_public_key(&anchor->pkey, key);
        anchor->dn.data = subject.data;
        anchor->dn.len = subject.count;
        anchor->flags = br_x509_decoder_isCA(decoder) ? BR_X509_TA_CA : 0;
        credentials->anchor_count = count + (result == 0);
    }
    free(decoder);
    free(object->data);
    return result;
}

static int take_certificate(struct credentials *credentials, const char *name, struct bytes *object)
{
    (void)name;
    size_t count = credentials->chain_count;
    br_x509_certificate *chain = grown(credentials->chain, count * sizeof *chain, sizeof *chain);
    if (!chain) {
        free(object->data);
        return PORT_NO_MEMORY;
    }
    chain[count] = (br_x509_certificate){object->data, object->count};
    credentials->chain = chain;
    credentials->chain_count = count + 1;
    return 0;
}

static int copy_private_key(struct credentials *credentials, const br_skey_decoder_context *decoder)
{
    credentials->key_type = br_skey_decoder_key_type((br_skey_decoder_context *)decoder);
    if (credentials->key_type == BR_KEYTYPE_EC) {
        const br_ec_private_key *key = br_skey_decoder_get_ec((br_skey_decoder_context *)decoder);
        credentials->ec = *key;
        credentials->ec.x = copy(key->x, key->xlen);
        return credentials->ec.x ? 0 : PORT_NO_MEMORY;
    }
    const br_rsa_private_key *key = br_skey_decoder_get_rsa((br_skey_decoder_context *)decoder);
    br_rsa_private_key *own = &credentials->rsa;
    *own = *key;
    own->p = copy(key->p, key->plen);
    own->q = copy(key->q, key->qlen);
    own->dp = copy(key->dp, key->dplen);
    own->dq = copy(key->dq, key->dqlen);
    own->iq = copy(key->iq, key->iqlen);
    return own->p && own->q && own->dp && own->dq && own->iq ? 0 : PORT_NO_MEMORY;
}

/* OpenSSL writes the curve's parameters in front of an EC key. */
static int take_key(struct credentials *credentials, const char *name, struct bytes *object)
{
    int result = 0;
    if (strcmp(name, "EC PARAMETERS") != 0) {
        br_skey_decoder_context *decoder = malloc(sizeof *decoder);
        if (decoder) {
            br_skey_decoder_init(decoder);
            br_skey_decoder_push(decoder, object->data, object->count);
            result = br_skey_decoder_last_error(decoder);
        } else {
            result = PORT_NO_MEMORY;
        }
        result = result ? result : copy_private_key(credentials, decoder);
        free(decoder);
    }
    free(object->data);
    return result;
}

int credentials_read(struct credentials *credentials)
{
    int result = each_object(CONFIG_CA, take_anchor, credentials);
    if (result || !config_has(CONFIG_CERTIFICATE)) {
        return result;
    }
    result = each_object(CONFIG_CERTIFICATE, take_certificate, credentials);
    return result ? result : each_object(CONFIG_KEY, take_key, credentials);
}
