# Images of the SDKs' TLS builds with one mbedTLS setting changed, for `vesp advise`: aws_iot-BUILD+VARIANT.elf.
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

TLS_C = apps/aws_iot/tls.c apps/aws_iot/tls_options.c

.PHONY: variants
all: variants

# $(1) build, $(2) variant
define changed_build
CONFIG_$(1)+$(2) = -DMBEDTLS_CONFIG_FILE='"variant.h"' -DVESP_SDK_CONFIG='"config-$(1).h"' $$(CHANGE_$(2))
TLS_OBJ_$(1)+$(2) = $$(TLS_C:%=$(OBJ)/$(1)+$(2)/%.o)
OBJ_$(1)+$(2) = $$(TLS_OBJ_$(1)+$(2)) $$(FILES_$(2):%=$(OBJ)/$(1)+$(2)/mbedtls/%.o)

$(OBJ)/$(1)+$(2)/mbedtls/%.o: $(OBJ)/$(1)/libmbedtls.a $(FIRMWARE)/mbedtls/variant.h $(FIRMWARE)/variants.mk
	@mkdir -p $$(@D)
	@$(CC) $(MBEDTLS_FLAGS) $(OPT_$(1)) $$(CONFIG_$(1)+$(2)) -c $(MBEDTLS)/library/$$*.c -o $$@

$(OBJ)/$(1)+$(2)/%.c.o: $(FIRMWARE)/%.c $(OBJ)/$(1)/libmbedtls.a $(FIRMWARE)/variants.mk
	@mkdir -p $$(@D)
	@$(CC) $(OURS) $$(CONFIG_$(1)+$(2)) -I$(FIRMWARE)/mbedtls -I$(MBEDTLS)/include -Os -c $$< -o $$@

$(OUT)/aws_iot-$(1)+$(2).elf: $$(OBJ_$(1)+$(2)) $(OUT)/aws_iot-$(1).elf
	@$(CC) $(LINK) -T $(FIRMWARE)/sdk/app.ld -T $(FIRMWARE)/rom/symbols.ld $$(OBJ_$(1)+$(2)) \
		$$(filter-out $$(TLS_C:%=$(OBJ)/$(1)/%.o),$$(SDK_OBJ_$(1))) $(OBJ)/$(1)/libmbedtls.a $(LIBS) -o $$@

variants: $(OUT)/aws_iot-$(1)+$(2).elf
-include $$(TLS_OBJ_$(1)+$(2):.o=.d)
endef
$(foreach b,$(VARIANTS),$(foreach v,$(VARIANTS_$(b)),$(eval $(call changed_build,$(b),$(v)))))
