import ArgumentParser
import Inputs

/// `vesp import esp-idf`.
struct ImportESPIDFCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "esp-idf",
        abstract: "Read sdkconfig and main/certs of an AWS IoT example for ESP8266_RTOS_SDK or ESP-IDF.",
        discussion: """
            CONFIG_AWS_IOT_MQTT_HOST, CONFIG_AWS_IOT_MQTT_PORT, CONFIG_WIFI_SSID, CONFIG_WIFI_PASSWORD and \
            CONFIG_AWS_EXAMPLE_CLIENT_ID of sdkconfig, else of sdkconfig.defaults; client.crt or certificate.pem.crt, \
            client.key or private.pem.key, and aws-root-ca.pem of main/certs.

            Example: vesp import esp-idf subscribe_publish --output scenario.yml
            """
    )

    @OptionGroup var options: ImportOptions

    func run() throws { try options.run(ImportedConfiguration.init(espIDF:)) }
}
