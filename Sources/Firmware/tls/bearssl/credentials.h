/* Trust anchors, client certificate and key from the PEM texts of the configuration area, all on the heap. */
#ifndef VESP_TLS_BEARSSL_CREDENTIALS_H
#define VESP_TLS_BEARSSL_CREDENTIALS_H

#include "bearssl.h"

struct credentials {
    br_x509_trust_anchor *anchors;
    size_t anchor_count;
    br_x509_certificate *chain;
    size_t chain_count;
    /* BR_KEYTYPE_RSA, BR_KEYTYPE_EC. */
    int key_type;
    br_rsa_private_key rsa;
    br_ec_private_key ec;
};

/* 0 or an error of the library. */
int credentials_read(struct credentials *credentials);

#endif
