import ArgumentParser
import Inputs

/// `vesp import esp-open-rtos`.
struct ImportESPOpenRTOSCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "esp-open-rtos",
        abstract: "Read client_config.c and ssid_config.h of its example aws_iot.",
        discussion: """
            client_endpoint, client_cert and client_key of client_config.c, ca_cert of that or of ca_cert.c, WIFI_SSID and \
            WIFI_PASS of ssid_config.h or private_ssid_config.h, beside it, in include or in the SDK's include. \
            Certificates and key become PEM files beside the scenario, the key's with mode 600.

            Example: vesp import esp-open-rtos examples/aws_iot --output scenario.yml
            """
    )

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(ImportedConfiguration.init(espOpenRTOS:)) }
}
