# The builds with one mbedTLS setting changed, for `vesp advise`: APPLICATION-mbedtls-BUILD+VARIANT.elf.
# Only what the setting reaches is compiled anew; the rest comes from the build's own library.

# Variants are made where they differ from what the SDK has.
VARIANTS_nonos = window6 window6-table no-nist records4096 records16384 ecdsa restartable
VARIANTS_eor = window6 window6-table no-nist records4096 records16384 restartable
VARIANTS_eor-extras = $(VARIANTS_eor)
VARIANTS_rtos-sdk-3.4 = window2 window6 no-nist records4096 restartable
VARIANTS_mongoose = window2 window6 no-nist records4096 records16384 restartable

CHANGE_window2 = -DVESP_ECP_WINDOW_SIZE=2 -DVESP_ECP_FIXED_POINT_OPTIM=0
CHANGE_window6 = -DVESP_ECP_WINDOW_SIZE=6 -DVESP_ECP_FIXED_POINT_OPTIM=0
CHANGE_window6-table = -DVESP_ECP_WINDOW_SIZE=6 -DVESP_ECP_FIXED_POINT_OPTIM=1
CHANGE_no-nist = -DVESP_WITHOUT_NIST_OPTIM
CHANGE_records4096 = -DVESP_IN_CONTENT_LEN=4096 -DVESP_OUT_CONTENT_LEN=2048
CHANGE_records16384 = -DVESP_IN_CONTENT_LEN=16384 -DVESP_OUT_CONTENT_LEN=4096
CHANGE_ecdsa = -DVESP_WITH_ECDHE_ECDSA
CHANGE_restartable = -DVESP_WITH_ECDHE_ECDSA -DVESP_WITH_RESTARTABLE

# Every library file that sees a type or a function the setting changes.
FILES_window2 = ecp
FILES_window6 = ecp
FILES_window6-table = ecp
FILES_no-nist = ecp ecp_curves
FILES_records4096 = ssl_cli ssl_msg ssl_tls
FILES_records16384 = $(FILES_records4096)
FILES_ecdsa = $(FILES_records4096) ssl_ciphersuites
FILES_restartable = $(FILES_ecdsa) debug ecdh ecdsa ecp ecp_curves pk pk_wrap pkparse x509 x509_crt

# $(1) build, $(2) variant
define mbedtls_variant
CONFIG_$(1)+$(2) = -DMBEDTLS_CONFIG_FILE='"variant.h"' -DVESP_SDK_CONFIG='"configurations/config-$(1).h"' $$(CHANGE_$(2))
PORT_$(1)+$(2) = $$(MBEDTLS_PORT:%=$(OBJ)/mbedtls-$(1)+$(2)/%.o)
CHANGED_$(1)+$(2) = $$(FILES_$(2):%=$(OBJ)/mbedtls-$(1)+$(2)/library/%.o)

$(OBJ)/mbedtls-$(1)+$(2)/library/%.o: $(OBJ)/mbedtls-$(1)/libmbedtls.a $(MBEDTLS_ROOM)/variant.h $(MBEDTLS_ROOM)/variants.mk
	@mkdir -p $$(@D)
	@$(CC) $(MBEDTLS_FLAGS) $(OPT_$(1)) $$(CONFIG_$(1)+$(2)) -c $(MBEDTLS)/library/$$*.c -o $$@

$(OBJ)/mbedtls-$(1)+$(2)/%.c.o: $(FIRMWARE)/%.c $(OBJ)/mbedtls-$(1)/libmbedtls.a $(MBEDTLS_ROOM)/variants.mk
	@mkdir -p $$(@D)
	@$(CC) $(OURS) $$(CONFIG_$(1)+$(2)) $(MBEDTLS_PORT_FLAGS) -Os -c $$< -o $$@

-include $$(PORT_$(1)+$(2):.o=.d)
$$(eval $$(call image,mbedtls,$(1)+$(2),$$(CHANGED_$(1)+$(2)) $$(PORT_$(1)+$(2)) $(OBJ)/mbedtls-$(1)/libmbedtls.a,$(PLACE_$(1))))
endef
$(foreach b,$(MBEDTLS_BUILDS),$(foreach v,$(VARIANTS_$(b)),$(eval $(call mbedtls_variant,$(b),$(v)))))
